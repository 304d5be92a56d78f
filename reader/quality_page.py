"""The page "Quality": scores against references, what became of the terms, what is to check.

Holds widgets and their order. Scores are drawn by `reader.quality_scores`, the account of terms
comes from `translate.terminology.report`, charts come from `reader.charts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from visavis.corpus.article import Article
from visavis.reader import workspace
from visavis.reader.charts import OUTCOMES, term_chart
from visavis.reader.quality_scores import show_scores, theme
from visavis.reader.wording import count, notice
from visavis.translate.bilingual.pairs import BilingualArticle, Outcome
from visavis.translate.fidelity.flags import EXPLANATIONS
from visavis.translate.formats.marks import OUTCOMES as EXPLAINED
from visavis.translate.terminology.report import report_rows, term_counts

STYLE = Path(__file__).with_name("pages.css")
_TERMS = 25
_SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """A sentence to look at again: a segment of a block of an article, both counted from 0."""

    article: str
    block: int
    segment: int
    kind: str
    source: str
    target: str
    explanation: str


def main() -> None:
    """Draw the page."""
    st.html(STYLE)
    st.html('<header class="page"><h1>Quality</h1></header>')
    scores, terms, to_check = st.tabs(
        ["Scores", "Terms", "To check"], key="quality-tab", on_change="rerun"
    )
    if scores.open:
        with scores:
            show_scores()
    if terms.open:
        with terms:
            _terms()
    if to_check.open:
        with to_check:
            _to_check()


def _terms() -> None:
    articles = _translated()
    counts = term_counts(report_rows(articles.values()))
    if not counts:
        st.html(notice("No term of the glossary occurs in a translated article of the library."))
        return
    rows = pd.DataFrame(counts)
    total = {outcome: int(rows[outcome].sum()) for outcome in OUTCOMES}
    st.html(_legend(total, len(rows), len(articles)))
    order = st.segmented_control(
        "First",
        ["the most used", "the most missed"],
        default="the most used",
        required=True,
        key="term-order",
        persist_state="session",
    )
    if order == "the most missed":
        rows = rows.sort_values(["missed", "uses"], ascending=False, kind="stable")
    shown = rows.head(_TERMS)
    again = shown["term"].duplicated(keep=False)
    shown = shown.assign(
        term=shown["term"].where(~again, shown["term"] + " → " + shown["rendering"])
    )
    long = pd.DataFrame(
        [
            (row["term"], row["rendering"], outcome, row[outcome])
            for row in shown.to_dict("records")
            for outcome in OUTCOMES
            if row[outcome]
        ],
        columns=["term", "rendering", "outcome", "uses"],
    )
    if len(rows) > _TERMS:
        st.html(f'<p class="about">The first {_TERMS} of {count(len(rows), "term")}.</p>')
    st.altair_chart(
        term_chart(long, theme()),
        key="terms-chart",
        alt="What became of each term, by outcome; the table below has the numbers",
    )
    with st.expander("The numbers as a table", icon=":material/table:"):
        st.dataframe(rows, hide_index=True, key="terms-table")


def _legend(total: Mapping[Outcome, int], terms: int, articles: int) -> str:
    """What became of all terms, in the colours of the chart."""
    uses = sum(total.values())
    said = uses - total["missed"]
    rows = "".join(
        f'<li><i style="background: {colours[theme()]}"></i><b>{total[outcome]:,} {outcome}</b> '
        f"{escape(EXPLAINED[outcome])}</li>"
        for outcome, colours in OUTCOMES.items()
    )
    return (
        f'<p class="about">{count(terms, "term")} in {count(articles, "article")}: the English '
        f"says what the glossary asks for in {said:,} of {uses:,} places.</p>"
        f'<ul class="outcomes">{rows}</ul>'
    )


def _to_check() -> None:
    library = _translated()
    findings = [one for name, article in library.items() for one in find(name, article)]
    if not findings:
        st.html(notice("Nothing in the translated articles of the library asks for a second look."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = list(dict.fromkeys(finding.kind for finding in findings))
        kind = st.selectbox("Reason", ["all", *sorted(kinds)], key="finding-kind", width=200)
        names = list(dict.fromkeys(finding.article for finding in findings))
        name = st.selectbox("Article", ["all", *names], key="finding-article", width=320)
    chosen = [
        finding
        for finding in findings
        if kind in ("all", finding.kind) and name in ("all", finding.article)
    ]
    st.html(
        f'<p class="about">{count(len(chosen), "sentence")} to look at again. Each is a suspicion, '
        "not a verdict; a sentence that you edit leaves the list.</p>"
    )
    pages = -(-len(chosen) // _SHOWN)
    page = st.pagination(pages, key="finding-page") if pages > 1 else 1
    with st.container(gap=None):
        for finding in chosen[_SHOWN * (page - 1) : _SHOWN * page]:
            sides, link = st.columns([12, 1], vertical_alignment="center")
            sides.html(_finding(finding, library[finding.article].article))
            link.page_link(
                "reading_page.py",
                label="Open",
                query_params={
                    "article": finding.article,
                    "pair": f"{finding.block}.{finding.segment}",
                },
            )


def find(name: str, article: BilingualArticle) -> list[Finding]:
    """The pairs of an article that ask for a second look; what a person wrote is left alone."""
    findings = []
    places = (
        (block, segment, pair)
        for block, pairs in enumerate(article.pairs)
        for segment, pair in enumerate(pairs)
    )
    for block, segment, pair in places:
        if pair.provenance in ("edited", "imported"):
            continue
        make = partial(Finding, name, block, segment, source=pair.source, target=pair.target)
        findings += [make(kind=flag, explanation=EXPLANATIONS[flag]) for flag in pair.flags]
        findings += [
            make(
                kind="term missed",
                explanation=f"{use.term} → {use.rendering}: {use.reason or 'not said'}",
            )
            for use in pair.terms
            if use.outcome == "missed"
        ]
    return findings


def _finding(finding: Finding, article: Article) -> str:
    return (
        f'<div class="finding"><p class="about"><b>{escape(finding.kind)}</b> '
        f"{escape(finding.explanation)} <i>{escape(article.title or finding.article)}</i></p>"
        f'<div class="sides"><p lang="fr">{escape(finding.source)}</p>'
        f'<p lang="en">{escape(finding.target) or "—"}</p></div></div>'
    )


def _translated() -> dict[str, BilingualArticle]:
    """The articles of the library as far as they are translated; says which are not."""
    found, untranslated = {}, []
    for name, entry in workspace.library().items():
        if entry.article is None:
            continue
        recalled = workspace.recalled(entry.article)
        if recalled.missing < len(set(entry.article.segments)):
            found[name] = recalled.bilingual
        if recalled.missing:
            untranslated.append(entry.article.title or name)
    if untranslated:
        st.html(notice("Not yet translated, or not all of it:", untranslated))
    return found


main()
