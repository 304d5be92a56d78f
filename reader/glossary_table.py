"""The tab "Rows" of the glossary page: search, filter, and the table that is edited in place.

Holds widgets and their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import pandas as pd
import streamlit as st

from visavis.reader import glossary_draft as drafts
from visavis.reader import glossary_library
from visavis.reader.glossary_draft import Draft
from visavis.reader.wording import count, notice
from visavis.translate.glossary.file import to_frame
from visavis.translate.glossary.rows import COLUMNS, known_column
from visavis.translate.glossary.terms import GlossaryError
from visavis.translate.glossary.usage import Usage
from visavis.translate.language.lemmas import without_accents

TAB = "Rows"
TABS = "glossary-tab"
_SEARCH, _SHOW = "glossary-search", "glossary-show"
# No header of a file begins with a blank.
_ROW, _SEEN, _MISSED = " row", " seen", " missed"
_Show = Literal[
    "All", "In the articles", "Missed somewhere", "Never seen", "Forbidden", "Not saved"
]

_CONFIG = {
    "source": st.column_config.TextColumn(
        width="medium",
        help="The French term. Several forms are separated by |, the main one first.",
    ),
    "target": st.column_config.TextColumn(
        width="medium",
        help="The English. Several renderings are separated by |, the best one first.",
    ),
    "status": st.column_config.SelectboxColumn(
        width="small",
        options=["", "preferred", "admitted", "forbidden"],
        help="Empty means preferred. Forbidden: this English must not render the French.",
    ),
    "keep": st.column_config.SelectboxColumn(
        width=70, options=["", "yes"], help="Leave the French form as it is."
    ),
    "case_sensitive": st.column_config.SelectboxColumn(
        width=130, options=["", "yes"], help="Tell capitals from small letters."
    ),
    "pos": st.column_config.TextColumn(width="small", help="Part of speech."),
    "domain": st.column_config.TextColumn(width="small"),
    "note": st.column_config.TextColumn(width="medium"),
    _ROW: st.column_config.NumberColumn("row", width=50, help="The line of the file."),
    _SEEN: st.column_config.NumberColumn(
        "seen", width=60, help="How often the French occurs in the articles."
    ),
    _MISSED: st.column_config.NumberColumn(
        "missed", width=70, help="How often the English of the articles does not say it."
    ),
}


def show(draft: Draft) -> None:
    """Draw the tab."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="glossary-filter"):
        st.text_input(
            "Search",
            key=_SEARCH,
            placeholder="Search in all columns",
            icon=":material/search:",
            on_change=_filter,
            persist_state="session",
            label_visibility="collapsed",
        )
        st.selectbox(
            "Show",
            get_args(_Show),
            key=_SHOW,
            on_change=_filter,
            persist_state="session",
            label_visibility="collapsed",
            width=190,
        )
        if len(draft.shown) < len(draft.rows):
            st.button("Show all", on_click=focus, args=(None,))
    if len(draft.shown) < len(draft.rows):
        said = f"{len(draft.shown)} of {count(len(draft.rows), 'row')} are shown."
        st.html(notice(said))
    base = _base(draft)
    st.data_editor(
        base,
        key=draft.key,
        num_rows="dynamic",
        height=520,
        hide_index=True,
        placeholder="",
        disabled=[_ROW, _SEEN, _MISSED],
        column_config={
            str(header): _CONFIG[known]
            for header in base.columns
            if (known := known_column(str(header)) or str(header)) in _CONFIG
        },
    )


def problems(draft: Draft) -> None:
    """What must be mended before the table can be saved."""
    if isinstance(draft.checked, GlossaryError):
        st.html(notice("Mend these rows before saving:", draft.checked.problems, kind="problem"))


def focus(rows: tuple[int, ...] | None) -> None:
    """Open the table on these rows, by number; None for all. For a button, or before the tabs."""
    draft = drafts.current()
    st.session_state[_SEARCH] = ""
    st.session_state[_SHOW] = "All"
    st.session_state[TABS] = TAB
    drafts.keep(drafts.begin(draft, draft.table, rows))


def line(row: int) -> None:
    """Open the table on a line of the file, as the reading view names it."""
    draft = drafts.current()
    places = [place for place, term in enumerate(draft.glossary.terms, 2) if term.row == row]
    focus(tuple(places) or None)


def _filter() -> None:
    draft = drafts.current()
    asked: _Show = st.session_state.get(_SHOW) or "All"
    words = _folded(st.session_state.get(_SEARCH, "")).split()
    counted = _counted(draft)
    saved = _saved(draft)
    chosen = []
    for number, cells in zip(draft.table.index, draft.table.itertuples(index=False), strict=True):
        texts = [str(cell) for cell in cells]
        used = counted.get(str(draft.table.at[number, draft.column("source")]))
        holds = {
            "All": True,
            "In the articles": used is not None and used.uses > 0,
            "Missed somewhere": used is not None and used.missed > 0,
            "Never seen": used is not None and used.uses == 0,
            "Forbidden": draft.table.at[number, draft.column("status")] == "forbidden",
            "Not saved": tuple(texts) not in saved,
        }[asked]
        if holds and all(word in _folded(" ".join(texts)) for word in words):
            chosen.append(int(number))
    drafts.keep(drafts.begin(draft, draft.table, chosen))


def _saved(draft: Draft) -> set[tuple[str, ...]]:
    frame = to_frame(draft.glossary).reindex(columns=draft.table.columns, fill_value="")
    return {tuple(map(str, row)) for row in frame.itertuples(index=False)}


def _folded(text: str) -> str:
    return without_accents(text.casefold())


def _counted(draft: Draft) -> Mapping[str, Usage]:
    """The usage of rows by what stands in the column of the source."""
    used = glossary_library.used(draft.glossary)
    return {"|".join(term.sources): used[term.row] for term in draft.glossary.terms}


def _base(draft: Draft) -> pd.DataFrame:
    """What the editor is given: the same object while the version lasts."""
    key, base = st.session_state.get("glossary-base", ("", None))
    if key == draft.key and base is not None:
        return base  # type: ignore[no-any-return]
    counted = _counted(draft)
    rows = draft.rows.loc[list(draft.shown)]
    used = [counted.get(source) for source in rows[draft.column("source")]]
    order = sorted(
        rows.columns,
        key=lambda h: COLUMNS.index(k) if (k := known_column(str(h))) else len(COLUMNS),
    )
    base = rows[order].reset_index(drop=True)
    base.insert(0, _ROW, pd.Series(list(draft.shown), dtype="Int64"))
    base.insert(3, _SEEN, pd.Series([u.uses if u else None for u in used], dtype="Int64"))
    base.insert(4, _MISSED, pd.Series([u.missed if u else None for u in used], dtype="Int64"))
    st.session_state["glossary-base"] = (draft.key, base)
    return base
