"""The library: every article with what is known of it, and a search through both languages.

Holds widgets and their order; HTML comes from `reader.contents`, hits from `reader.search`.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st

from visavis.corpus.article import Article
from visavis.reader import workspace
from visavis.reader.contents import Shelved, contents, found
from visavis.reader.places import article_key, places
from visavis.reader.search import Sentence, fold, parts, search, sentences
from visavis.reader.wording import count, notice, words
from visavis.translate.articles.known_pairs import Recalled
from visavis.translate.runs.library import Entry

_AT_ONCE = 24
_HITS = 4
_ADAPTER = """
export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector(".list") ?? document.createElement("div");
  list.className = "list";
  list.innerHTML = data;
  list.onclick = (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setTriggerValue("chosen", link.getAttribute("href"));
  };
  parentElement.append(list);
}
"""
_list = st.components.v2.component(
    "visavis_library",
    css=Path(__file__).with_name("library.css").read_text(encoding="utf-8"),
    js=_ADAPTER,
)


def show(library: dict[str, Entry]) -> None:
    """Draw the library; what is chosen in it is opened on the page "Read"."""
    st.session_state.pop("open", None)
    articles = {name: e.article for name, e in library.items() if e.article is not None}
    problems = [entry.problem for entry in library.values() if entry.problem]
    tell_of_damage()
    if gone := st.session_state.pop("gone", ""):
        st.html(notice(f"There is no article {gone} any more.", kind="problem"))
    if articles:
        _shelves(articles)
    else:
        text = f"There is no article in {workspace.folder()}. Put .txt, .md or .html files there."
        st.html(notice(text))
    if problems:
        st.html(notice("These files could not be read:", problems, kind="problem"))


def tell_of_damage() -> None:
    """Say so, if the memory was damaged and had to be begun anew."""
    if aside := workspace.memory().set_aside:
        text = "The memory of translations was damaged. It is set aside as:"
        st.html(notice(text, [str(aside)], kind="problem"))


def _shelves(articles: dict[str, Article]) -> None:
    total = count(sum(words(article) for article in articles.values()), "word")
    line = f"{count(len(articles), 'article')} · {total}"
    with st.container(key="library-head"):
        st.html(f'<header class="page"><h1>Library</h1><p class="about">{line}</p></header>')
        query = st.text_input(
            "Search in both languages",
            placeholder="Search in French and English",
            icon=":material/search:",
            label_visibility="collapsed",
            key="search",
            persist_state="session",
        )
    # The newest first; those without a date last, each in the order of their files.
    names = sorted(articles, key=lambda name: articles[name].date, reverse=True)
    if parts(query):
        _results(articles, names, query)
        return
    shown = st.session_state.get("shelves", _AT_ONCE)
    known = places(workspace.store())
    shelf = [
        Shelved(name, article, workspace.recalled(article), known.get(article_key(article)))
        for name in names[:shown]
        for article in [articles[name]]
    ]
    _draw(contents(shelf))
    if len(names) > shown and st.button(f"Show {min(_AT_ONCE, len(names) - shown)} more"):
        st.session_state["shelves"] = shown + _AT_ONCE
        st.rerun()


def _results(articles: dict[str, Article], names: list[str], query: str) -> None:
    results, total = [], 0
    for name in names:
        article = articles[name]
        recalled = workspace.recalled(article)
        hits = list(search(_sentences(name, recalled), query))
        about = fold(f"{article.title} {article.outlet} {article.author}")
        if hits or all(part in about for part in parts(query)):
            results.append((Shelved(name, article, recalled, None), hits))
            total += len(hits)
    if results:
        found_in = f"{count(total, 'sentence')} in {count(len(results), 'article')}"
        st.html(f'<p class="about" role="status">{found_in}</p>')
        _draw(found(results, _HITS))
    else:
        st.html(notice(f"Nothing was found for “{query.strip()}”, in either language."))


def _draw(html: str) -> None:
    address = _list(key="library", data=html, on_chosen_change=lambda: None).chosen
    if address:
        # In this session: a browser that follows the link begins a new one.
        query = parse_qs(address.removeprefix("?"))
        asked = {name: value for name, [value, *_] in query.items()}
        st.switch_page("reading_page.py", query_params=asked)


_folded: dict[str, tuple[Recalled, tuple[Sentence, ...]]] = {}


def _sentences(name: str, recalled: Recalled) -> tuple[Sentence, ...]:
    """The article folded for searching, again only when it was recalled again."""
    kept = _folded.get(name)
    if kept is None or kept[0] is not recalled:
        kept = _folded[name] = (recalled, sentences(recalled.bilingual))
    return kept[1]
