"""The charts of the page "Quality", from tables of plain numbers.

Colours stay apart for every kind of colour blindness (by 25 or more in CIELAB under each), and
stand out from the paper by 3:1 in either theme.
"""

from __future__ import annotations

from typing import Literal

import altair as alt
import pandas as pd

from visavis.translate.bilingual.pairs import Outcome

Theme = Literal["light", "dark"]

OUTCOMES: dict[Outcome, dict[Theme, str]] = {
    "already": {"light": "#265098", "dark": "#2f67de"},
    "applied": {"light": "#0a9f5b", "dark": "#1fdc90"},
    "inflected": {"light": "#844166", "dark": "#cc7ac7"},
    "admitted": {"light": "#1b1b19", "dark": "#716f67"},
    "missed": {"light": "#c53a0a", "dark": "#f46b25"},
}
"""Each outcome with its colours, in the order in which bars stack."""
PAPER: dict[Theme, str] = {"light": "#fdfcf9", "dark": "#17181a"}
INK: dict[Theme, str] = {"light": "#22201c", "dark": "#d8d4cb"}
_VERSIONS = ("without the glossary", "with the glossary")


def score_chart(scores: pd.DataFrame, metric: str, theme: Theme) -> alt.LayerChart | alt.FacetChart:
    """Each text on a line, from its score without the glossary to that with it.

    `scores` has the columns text, metric, baseline, value and verdict, one row for each text and
    metric; texts are drawn in the order of the rows. Their names stand above the lines: beside
    them they would leave no room on a narrow screen.
    """
    rows = scores[scores["metric"] == metric]
    rows = rows.assign(label=rows["verdict"] + " · " + rows["text"])
    y = alt.Y("text:N", sort=list(rows["text"]), axis=None)
    span = rows[["baseline", "value"]]
    scale = alt.Scale(domain=[span.min().min() - 1, span.max().max() + 1], nice=True, zero=False)
    axis = _numbers(theme)
    names = (
        alt.Chart(rows)
        .mark_text(align="left", dy=-16, fontSize=13, color=INK[theme], limit=330)
        .encode(y=y, x=alt.value(0), text="label:N")
    )
    lines = (
        alt.Chart(rows)
        .mark_rule(strokeWidth=2, color=INK[theme], opacity=0.45)
        .encode(y=y, x=alt.X("baseline:Q", scale=scale, title=metric, axis=axis), x2="value:Q")
    )
    long = rows.melt(["text", "verdict"], ["baseline", "value"], "version", "score")
    long["version"] = long["version"].map(dict(zip(("baseline", "value"), _VERSIONS, strict=True)))
    colours = [OUTCOMES["missed"][theme], OUTCOMES["already"][theme]]
    points = (
        alt.Chart(long)
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            y=y,
            x=alt.X("score:Q", scale=scale),
            color=alt.Color(
                "version:N",
                scale=alt.Scale(domain=_VERSIONS, range=colours),
                legend=_legend(theme),
            ),
            shape=alt.Shape(
                "version:N",
                scale=alt.Scale(domain=_VERSIONS, range=["circle", "diamond"]),
                legend=_legend(theme),
            ),
            tooltip=[
                alt.Tooltip("text:N", title="Text"),
                alt.Tooltip("version:N", title="Translated"),
                alt.Tooltip("score:Q", title=metric, format=".1f"),
                alt.Tooltip("verdict:N", title="Difference"),
            ],
        )
    )
    return alt.layer(names, lines, points).properties(height=alt.Step(46))


def term_chart(uses: pd.DataFrame, theme: Theme) -> alt.Chart:
    """What became of each term, one stacked bar for each; the page says what the colours mean.

    `uses` has the columns term, rendering, outcome and uses; terms are drawn in the order of the
    rows.
    """
    order = list(OUTCOMES)
    rows = uses.assign(place=uses["outcome"].map(order.index))
    y = alt.Y("term:N", sort=list(dict.fromkeys(uses["term"])), title=None, axis=_names(theme))
    x = alt.X("uses:Q", stack="zero", title="uses", axis=_numbers(theme))
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_bar(stroke=PAPER[theme], strokeWidth=1)
        .encode(
            y=y,
            x=x,
            order=alt.Order("place:Q"),
            color=alt.Color(
                "outcome:N",
                scale=alt.Scale(domain=order, range=[OUTCOMES[each][theme] for each in order]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("term:N", title="Term"),
                alt.Tooltip("rendering:N", title="Rendering"),
                alt.Tooltip("outcome:N", title="Outcome"),
                alt.Tooltip("uses:Q", title="Uses"),
            ],
        )
        .properties(height=alt.Step(24))
    )
    return chart


def _names(theme: Theme) -> alt.Axis:
    return alt.Axis(
        labelLimit=170,
        labelFontSize=13,
        labelColor=INK[theme],
        labelFlush=False,
        ticks=False,
        domain=False,
    )


def _numbers(theme: Theme) -> alt.Axis:
    return alt.Axis(
        tickCount=6, tickMinStep=1, labelColor=INK[theme], titleColor=INK[theme], titleFontSize=13
    )


def _legend(theme: Theme) -> alt.Legend:
    return alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        symbolOpacity=1,
        symbolSize=110,
        labelColor=INK[theme],
    )
