"""The page "Read": choose an article, read it face to face, download it.

Holds widgets and their order; the article as HTML and translations come from `translate`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from corpus.article import Article
from corpus.errors import VisavisError
from reader import workspace
from reader.wording import count, notice, readable_date, words
from translate.articles import Recalled
from translate.bilingual import BilingualArticle
from translate.formats.html import View, render
from translate.formats.markdown import LAYOUTS, to_markdown
from translate.library import Entry
from translate.report import summary, term_report

VIEWS: dict[View, str] = {"both": "Both", "en": "English", "fr": "French"}


def main() -> None:
    """Draw the page."""
    library = workspace.library()
    articles = {name: e.article for name, e in library.items() if e.article is not None}
    with st.container(horizontal=True, vertical_alignment="center", key="toolbar"):
        name = _choose(articles) if articles else ""
        toolbar = st.container(horizontal=True, vertical_alignment="center", width="content")
    _problems(list(library.values()))
    if not articles:
        st.html(
            notice(
                f"There is no article in {workspace.folder()}. Put .txt, .md or .html files there."
            )
        )
        return
    if aside := workspace.memory().set_aside:
        text = "The memory of translations was damaged. It is set aside as:"
        st.html(notice(text, [str(aside)], kind="problem"))
    article = articles[name]
    recalled = workspace.recalled(article)
    bilingual = recalled.bilingual
    translated = recalled.missing < len(set(article.segments))
    with toolbar:
        view = _view() if translated else "fr"
        if translated:
            _download(bilingual, Path(name).stem)
    _offer(article, recalled)
    st.html(render(bilingual, view))
    if translated:
        _terms(bilingual)


def _terms(bilingual: BilingualArticle) -> None:
    """The account of the glossary's terms in this article, as tables that can be saved as CSV."""
    report = term_report([bilingual])
    if report.empty:
        return
    missed = int((report["outcome"] == "missed").sum())
    title = f"Terms: {len(report)} in this article, {missed or 'none'} missed"
    with st.expander(title, key="terms"):
        st.dataframe(summary(report), hide_index=True, key="terms-by-row")
        columns = ["segment", "french", "english", "outcome", "method", "reason", "score_change"]
        st.dataframe(report[columns], hide_index=True, key="terms-one-by-one")


def _choose(articles: dict[str, Article]) -> str:
    """The name of the open article, kept in the address for a reload, and for the other page."""
    names = list(articles)
    asked = st.query_params.get("article", "")
    name = st.selectbox(
        "Article",
        names,
        index=names.index(asked) if asked in names else 0,
        format_func=lambda name: _label(name, articles[name]),
        label_visibility="collapsed",
        key="article",
        persist_state="session",
        filter_mode="contains",
    )
    st.query_params["article"] = st.session_state["open"] = name
    return name


def _label(name: str, article: Article) -> str:
    about = (article.outlet, readable_date(article.date), count(words(article), "word"))
    return f"{article.title or name} — {', '.join(part for part in about if part)}"


def _view() -> View:
    return st.segmented_control(
        "Show",
        list(VIEWS),
        default="both",
        required=True,
        format_func=lambda view: VIEWS[view],
        label_visibility="collapsed",
        key="view",
        persist_state="session",
    )


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


def _problems(entries: list[Entry]) -> None:
    problems = [entry.problem for entry in entries if entry.problem]
    if problems:
        st.html(notice("These files could not be read:", problems, kind="problem"))


def _offer(article: Article, recalled: Recalled) -> None:
    """Say what the shown translation lacks, and offer to mend it."""
    try:
        workspace.engine(), workspace.glossary()
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
