"""The library: every article with what is known of it, and a search through both languages."""

from __future__ import annotations

import streamlit as st

from reader import workspace
from reader.wording import notice
from translate.library import Entry


def show(library: dict[str, Entry]) -> None:
    """Draw the library; choosing an article opens it on the page "Read"."""
    problems = [entry.problem for entry in library.values() if entry.problem]
    if problems:
        st.html(notice("These files could not be read:", problems, kind="problem"))
    if len(problems) == len(library):
        text = f"There is no article in {workspace.folder()}. Put .txt, .md or .html files there."
        st.html(notice(text))
        return
    for name, entry in library.items():
        if entry.article and st.button(entry.article.title or name, key=f"open-{name}"):
            st.query_params["article"] = name
            st.rerun()
