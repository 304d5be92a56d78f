"""The charts of the page "Quality", from tables of plain numbers.

Colours differ in lightness as well as in hue, so that they stay apart for every kind of colour
blindness (a distance of at least 25 in CIELAB under each), and stand out from the paper by 3:1 in
either theme. Imports Altair and pandas, and nothing of Streamlit.
"""

from __future__ import annotations

from typing import Literal

import altair as alt
import pandas as pd

from translate.bilingual import Outcome

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


def score_chart(scores: pd.DataFrame, metric: str, theme: Theme) -> alt.LayerChart:
    """Each text on a line, from its score without the glossary to that with it.

    `scores` has the columns text, metric, baseline, value and verdict, one row for each text and
    metric; texts are drawn in the order of the rows.
    """
    rows = scores[scores["metric"] == metric]
    texts = list(rows["text"])
    y = alt.Y("text:N", sort=texts, title=None, axis=_labels())
    domain = [
        rows[["baseline", "value"]].min().min() - 1,
        rows[["baseline", "value"]].max().max() + 3,
    ]
    x = alt.Scale(domain=domain, nice=True, zero=False)
    lines = (
        alt.Chart(rows)
        .mark_rule(strokeWidth=2, color=INK[theme], opacity=0.45)
        .encode(y=y, x=alt.X("baseline:Q", scale=x, title=metric), x2="value:Q")
    )
    long = rows.melt(["text", "verdict"], ["baseline", "value"], "version", "score")
    long["version"] = long["version"].map(dict(zip(("baseline", "value"), _VERSIONS, strict=True)))
    points = (
        alt.Chart(long)
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            y=y,
            x=alt.X("score:Q", scale=x),
            color=alt.Color(
                "version:N",
                sort=_VERSIONS,
                scale=alt.Scale(
                    domain=_VERSIONS,
                    range=[OUTCOMES["missed"][theme], OUTCOMES["already"][theme]],
                ),
                legend=_legend(),
            ),
            shape=alt.Shape(
                "version:N",
                sort=_VERSIONS,
                scale=alt.Scale(domain=_VERSIONS, range=["circle", "diamond"]),
                legend=_legend(),
            ),
            tooltip=[
                alt.Tooltip("text:N", title="Text"),
                alt.Tooltip("version:N", title="Translated"),
                alt.Tooltip("score:Q", title=metric, format=".1f"),
                alt.Tooltip("verdict:N", title="Difference"),
            ],
        )
    )
    rows = rows.assign(right=rows[["baseline", "value"]].max(axis="columns"))
    verdicts = (
        alt.Chart(rows)
        .mark_text(align="left", dx=10, color=INK[theme])
        .encode(y=y, x=alt.X("right:Q", scale=x), text="verdict:N")
    )
    return alt.layer(lines, points, verdicts).properties(height=alt.Step(34))


def term_chart(uses: pd.DataFrame, theme: Theme) -> alt.LayerChart:
    """What became of each term, one stacked bar for each.

    `uses` has the columns term, outcome and uses; terms are drawn in the order of the rows.
    """
    order = [outcome for outcome in OUTCOMES if outcome in set(uses["outcome"])]
    rows = uses.assign(place=uses["outcome"].map(order.index))
    y = alt.Y("term:N", sort=list(dict.fromkeys(uses["term"])), title=None, axis=_labels())
    x = alt.X(
        "uses:Q",
        stack="zero",
        title="uses",
        axis=alt.Axis(tickMinStep=1, format="d"),
    )
    bars = (
        alt.Chart(rows)
        .mark_bar(stroke=PAPER[theme], strokeWidth=1)
        .encode(
            y=y,
            x=x,
            order=alt.Order("place:Q"),
            color=alt.Color(
                "outcome:N",
                sort=order,
                scale=alt.Scale(
                    domain=order, range=[OUTCOMES[outcome][theme] for outcome in order]
                ),
                legend=_legend(),
            ),
            tooltip=[
                alt.Tooltip("term:N", title="Term"),
                alt.Tooltip("outcome:N", title="Outcome"),
                alt.Tooltip("uses:Q", title="Uses"),
            ],
        )
    )
    return alt.layer(bars).properties(height=alt.Step(24))


def _labels() -> alt.Axis:
    return alt.Axis(labelLimit=240, ticks=False, domain=False)


def _legend() -> alt.Legend:
    return alt.Legend(title=None, orient="top", direction="horizontal", symbolOpacity=1)
