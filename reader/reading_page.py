"""The page "Read": one article of the library, face to face.

Holds widgets and their order; the article as HTML and translations come from `translate`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from visavis.corpus.article import Article
from visavis.corpus.errors import VisavisError
from visavis.reader import article_view, pair_panel, shelves, workspace
from visavis.reader.places import Place, article_key, keep_place, places
from visavis.reader.wording import count, notice
from visavis.translate.articles.known_pairs import Recalled
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.formats.html import render
from visavis.translate.formats.markdown import LAYOUTS, to_markdown
from visavis.translate.terminology.report import report_rows, term_counts, term_report


def main() -> None:
    """Draw the page."""
    library = workspace.library().items()
    articles = {name: entry.article for name, entry in library if entry.article is not None}
    # The address names the article for a reload; the session, for one who was on another page.
    name = st.query_params.get("article", st.session_state.get("open", ""))
    if name not in articles:
        st.session_state["gone"] = name
        st.switch_page("library_page.py")
    st.query_params["article"] = st.session_state["open"] = name
    shelves.tell_of_damage()
    _read(name, articles[name])


def _read(name: str, article: Article) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="toolbar"):
        if st.button("Library", icon=":material/arrow_back:", type="tertiary"):
            st.switch_page("library_page.py")
        tools = st.container(
            horizontal=True, horizontal_alignment="right", vertical_alignment="center"
        )
    offer = st.container()
    recalled = workspace.recalled(article)
    bilingual = recalled.bilingual
    translated = recalled.missing < len(set(article.segments))
    if translated:
        with tools:
            _download(bilingual, Path(name).stem)
    key = article_key(article)
    at, jump = _begin(article, key)
    _text(render(bilingual), key, at, jump, article, bilingual)
    if translated:
        _terms(bilingual)
    with offer:
        _offer(article, recalled)


def _begin(article: Article, key: str) -> tuple[tuple[int, int] | None, int]:
    """Where reading begins: at the pair that the address names, else where one was."""
    jumps = st.session_state.get("jumps", 0)
    asked = st.query_params.pop("pair", "")
    block, _, segment = asked.partition(".")
    if block.isdecimal() and segment.isdecimal():
        st.session_state["jumps"] = jumps = jumps + 1
        at = int(block), int(segment)
        # Who leaves at once for another page comes back to it.
        keep_place(workspace.store(), key, Place(*at, seen=0, of=len(article.segments)))
        return at, jumps
    place = places(workspace.store()).get(key)
    return (place.block, place.segment) if place else None, jumps


@st.fragment
def _text(
    html: str,
    key: str,
    at: tuple[int, int] | None,
    jump: int,
    article: Article,
    bilingual: BilingualArticle,
) -> None:
    """The article. A fragment, so that to turn a page costs no more than noting the place."""
    if pair_panel.outdated():
        st.rerun()
    wish = article_view.show(html, key, at, jump, partial(_moved, key))
    if wish.row is not None:
        st.switch_page("glossary_page.py", query_params={"row": str(wish.row)})
    if opened := wish.opened:
        pair_panel.show(article, bilingual, opened.block, opened.segment, edit=opened.edit)


def _moved(key: str, place: dict[str, Any]) -> None:
    numbers = {name: int(place[name]) for name in ("block", "segment", "seen", "of")}
    keep_place(workspace.store(), key, Place(**numbers))


def _terms(bilingual: BilingualArticle) -> None:
    """The account of the glossary's terms in this article, as tables that can be saved as CSV."""
    report = term_report([bilingual])
    if report.empty:
        return
    missed = int((report["outcome"] == "missed").sum())
    title = f"Terms: {len(report)} in this article, {missed or 'none'} missed"
    with st.expander(title, key="terms"):
        counts = pd.DataFrame(term_counts(report_rows([bilingual])))
        st.dataframe(counts, hide_index=True, key="terms-by-row")
        columns = ["segment", "french", "english", "outcome", "method", "reason", "score_change"]
        st.dataframe(report[columns], hide_index=True, key="terms-one-by-one")


def _download(bilingual: BilingualArticle, stem: str) -> None:
    with st.popover("Download", icon=":material/download:"):
        for layout in LAYOUTS:
            st.download_button(
                f"Markdown, {'side by side' if layout == 'table' else layout}",
                partial(to_markdown, bilingual, layout),
                file_name=f"{stem}.{layout}.md",
                mime="text/markdown",
                on_click="ignore",
                width="stretch",
                key=f"download-{layout}",
            )


def _offer(article: Article, recalled: Recalled) -> None:
    """Say what the shown translation lacks, and offer to mend it."""
    try:
        # Streamlit would print a bare expression on the page.
        _ = workspace.engine(), workspace.glossary()
    except VisavisError as error:
        st.html(notice("Nothing can be translated now:", [str(error)], kind="problem"))
        return
    if recalled.missing == len(set(article.segments)):
        if not recalled.missing:
            return
        text, label = "This article is not translated yet.", "Translate"
    elif recalled.missing:
        text = f"{count(recalled.missing, 'sentence')} of this article not translated yet."
        label = "Translate"
    elif recalled.outdated:
        made = "was" if recalled.outdated == 1 else "were"
        text = (
            f"{count(recalled.outdated, 'sentence')} {made} translated with another model "
            "or other rows of the glossary."
        )
        label = "Translate again"
    else:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="offer"):
        st.html(notice(text), width="stretch")
        wanted = st.button(label, type="primary")
    if not wanted:
        return
    try:
        workspace.translate(article)
    except VisavisError as error:
        st.html(notice("The article was not translated:", [str(error)], kind="problem"))
    else:
        st.rerun()


main()
