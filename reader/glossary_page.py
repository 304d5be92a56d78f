"""The page "Glossary": the table edited in place, checked, tried out, saved, and put to work.

Holds widgets and their order. What a row may be, when a file may be replaced and what a change does
is decided in `translate`.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from corpus.errors import VisavisError
from reader import glossary_draft as drafts
from reader import glossary_library, glossary_table, glossary_tabs, workspace
from reader.changes import conflict, preview
from reader.glossary_draft import Draft
from reader.wording import count, notice
from translate.glossary import Glossary, GlossaryError, load_glossary, save_glossary, to_frame
from translate.glossary_merge import Merge, Side, merge
from translate.what_if import affected, what_if

STYLE = Path(__file__).with_name("glossary.css")
# Sentences that saving translates again at once; more are left to the pages that show them.
# (Streamlit would show a string that stands alone here.)
AT_ONCE = 300


def main() -> None:
    """Draw the page."""
    st.html(STYLE)
    path = workspace.glossary_file()
    try:
        if row := _asked_row():
            glossary_table.line(row)
        draft = drafts.current()
    except GlossaryError as error:
        st.html(notice("The glossary cannot be used as it is:", error.problems, kind="problem"))
        st.button("Read the file again")
        return
    checked = draft.checked if isinstance(draft.checked, Glossary) else None
    theirs = bool(draft.unsaved) and draft.glossary.file_digest != drafts.digest(path)
    with st.container(horizontal=True, vertical_alignment="center", key="toolbar"):
        st.html(_heading(path, draft), width="stretch")
        with st.container(horizontal=True, width="content"):
            asked, save = _buttons(idle=theirs or checked is None or not draft.unsaved)
    if checked and asked:
        shown = _try(draft.glossary, checked)
        st.session_state["preview"] = (checked.digest, draft.glossary.digest, shown)
    if checked and save:
        _save(path, draft, checked)
    if theirs:
        _conflict(draft, path)
    if said := st.session_state.pop("said", ""):
        st.html(said)
    _preview(draft)
    glossary_table.problems(draft)
    names = (glossary_table.TAB, "Suggestions", "Check", "Import & export")
    tabs = st.tabs(names, key=glossary_table.TABS, on_change="rerun")
    parts = (
        glossary_table.show,
        glossary_tabs.suggestions,
        glossary_tabs.advice,
        glossary_tabs.exchange,
    )
    for tab, part in zip(tabs, parts, strict=True):
        if tab.open:
            with tab:
                part(draft)


def _asked_row() -> int:
    """The line of the file that the address asks for, once."""
    row = st.query_params.get("row", "")
    if row:
        del st.query_params["row"]
    return int(row) if row.isdecimal() and len(row) < 10 else 0


def _heading(path: Path, draft: Draft) -> str:
    state = (
        path.name,
        count(len(drafts.filled_rows(draft.table)), "row"),
        "to be mended" if isinstance(draft.checked, GlossaryError) else "",
        f"{len(draft.unsaved)} not saved" if draft.unsaved else "saved",
    )
    line = " · ".join(escape(part) for part in state if part)
    return f'<header class="page"><h1>Glossary</h1><p class="about">{line}</p></header>'


def _buttons(*, idle: bool) -> tuple[bool, bool]:
    asked = st.button(
        "What would change?",
        disabled=idle,
        help="Translate the sentences that these edits touch, and show both versions.",
    )
    return asked, st.button("Save", type="primary", disabled=idle)


def _preview(draft: Draft) -> None:
    """What the edits would change, for as long as they are what was asked about."""
    if not isinstance(draft.checked, Glossary):
        return
    *asked, shown = st.session_state.get("preview", ("", "", ""))
    if asked == [draft.checked.digest, draft.glossary.digest]:
        st.html(shown)


def _save(path: Path, draft: Draft, glossary: Glossary) -> None:
    """Save, and translate again what the edits touch, unless that is a great deal."""
    try:
        before = glossary_library.pairs(draft.glossary)
        save_glossary(glossary, path, seen=draft.glossary.file_digest)
        saved = drafts.keep(drafts.load(draft)).glossary
        message = notice(f"{path.name} is saved.")
        touched = affected(before, draft.glossary, saved)
        if len(touched) > AT_ONCE:
            number = count(len(touched), "sentence")
            message += notice(
                f"{number} of the library have other terms now. They are translated again where "
                "you ask for it, on the page “Read”."
            )
        elif touched:
            message += _try(draft.glossary, saved, saved=True)
        st.session_state["said"] = message
    except VisavisError as error:
        text = "This could not be saved:"
        st.session_state["said"] = notice(text, str(error).splitlines(), kind="problem")
    st.rerun()


def _try(old: Glossary, new: Glossary, *, saved: bool = False) -> str:
    """What the new glossary changes; the memory knows it from then on."""
    try:
        engine, memory = workspace.engine(), workspace.memory()
        pairs = glossary_library.pairs(old)
        bar = st.progress(0.0, "Translating…")

        def show(done: int, total: int) -> None:
            bar.progress(done / total, f"Translating: {done} of {count(total, 'sentence')}")

        try:
            result = what_if(pairs, old, new, engine, memory=memory, progress=show)
        finally:
            bar.empty()
    except VisavisError as error:
        text = "Nothing can be translated now:"
        return notice(text, str(error).splitlines(), kind="problem")
    return preview(result, saved=saved)


def _conflict(draft: Draft, path: Path) -> None:
    """Somebody else changed the file: merge row by row, or begin again."""
    text = "The file was changed by someone else since you opened it. These changes are not saved:"
    st.html(notice(text, draft.unsaved[:50], kind="problem"))
    merged: Merge | None = None
    choices: list[Side] = []
    if isinstance(draft.checked, Glossary):
        try:
            merged = merge(draft.glossary, draft.checked, load_glossary(path))
        except GlossaryError as error:
            st.html(notice("Their file cannot be used as it is:", error.problems, kind="problem"))
    for number, one in enumerate(merged.conflicts if merged else ()):
        with st.container(horizontal=True, vertical_alignment="center", key=f"conflict-{number}"):
            st.html(conflict(one), width="stretch")
            choices.append(
                st.segmented_control(
                    f"Row {number + 1} of {len(merged.conflicts) if merged else 0}",
                    ["mine", "theirs"],
                    default="mine",
                    required=True,
                    format_func={"mine": "Keep mine", "theirs": "Take theirs"}.__getitem__,
                    key=f"choice-{number}",
                    label_visibility="collapsed",
                )
            )
    with st.container(horizontal=True):
        if merged is not None and st.button("Merge both", type="primary"):
            _merged(draft, merged.resolved(choices))
        if st.button("Read the file again, without my changes"):
            lost = "The file was read again. These changes of yours are not in it:"
            st.session_state["said"] = notice(lost, draft.unsaved)
            drafts.keep(drafts.load(draft))
            st.rerun()


def _merged(draft: Draft, result: Glossary) -> None:
    """Their file with my changes in the table, to be looked at and saved."""
    theirs = drafts.load(draft)
    table = drafts.numbered(to_frame(result))
    drafts.keep(drafts.begin(theirs, table))
    st.session_state["said"] = notice("Both versions are in the table. Save it to keep them.")
    st.rerun()


main()
