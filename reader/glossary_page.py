"""The page "Glossary": the table edited in place, checked, tried out, saved, and put to work.

Holds widgets and their order. What a row may be, when a file may be replaced and what a change does
is decided in `translate`.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from visavis.corpus.errors import VisavisError
from visavis.reader import glossary_draft as drafts
from visavis.reader import glossary_library, glossary_table, glossary_tabs, workspace
from visavis.reader.changes import conflict, preview
from visavis.reader.glossary_draft import Draft
from visavis.reader.wording import count, notice
from visavis.translate.glossary.file import (
    Glossary,
    GlossaryError,
    load_glossary,
    save_glossary,
    to_frame,
)
from visavis.translate.glossary.merge import Merge, Side, merge
from visavis.translate.review.what_if import WhatIf, affected, what_if

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
        _ask(draft.glossary, checked)
    if checked and save:
        _save(path, draft, checked)
    if theirs:
        _conflict(draft, path)
    if said := st.session_state.pop("said", ""):
        st.html(said)
    if checked and not theirs and (result := _asked_about(draft.glossary, checked)):
        st.html(preview(result))
    glossary_table.problems(draft)
    names = (glossary_table.TAB, "Suggestions", "Check", "Import & export")
    tabs = st.tabs(names, key=glossary_table.TABS, on_change="rerun")
    if not tabs[0].open:
        drafts.leave()
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


def _ask(old: Glossary, new: Glossary) -> None:
    try:
        result = _try(old, new)
    except VisavisError as error:
        text = "Nothing can be translated now:"
        st.session_state["said"] = notice(text, str(error).splitlines(), kind="problem")
    else:
        st.session_state["preview"] = (old.digest, new.digest, result)


def _asked_about(old: Glossary, new: Glossary) -> WhatIf | None:
    """What these edits would change, when just that was asked before."""
    *asked, result = st.session_state.get("preview", ("", "", None))
    return result if asked == [old.digest, new.digest] else None


def _try(old: Glossary, new: Glossary) -> WhatIf:
    translator, pairs = workspace.translator(old), glossary_library.pairs(old)
    bar = st.progress(0.0, "Translating…")

    def show(done: int, total: int) -> None:
        bar.progress(done / max(total, 1), f"Translating: {done} of {count(total, 'sentence')}")

    try:
        return what_if(translator, pairs, new, progress=show)
    finally:
        bar.empty()


def _save(path: Path, draft: Draft, glossary: Glossary) -> None:
    """Save, and translate again what the edits touch, unless that is a great deal."""
    old = draft.glossary
    try:
        pairs = glossary_library.pairs(old)
        touched = affected(pairs, workspace.translator(old), workspace.translator(glossary))
        save_glossary(glossary, path, seen=old.file_digest)
        # From here on the edits are in the file, whatever becomes of the translations.
        st.session_state["said"] = message = notice(f"{path.name} is saved.")
        saved = drafts.keep(drafts.load(draft)).glossary
        if len(touched) > AT_ONCE:
            message += notice(
                f"{count(len(touched), 'sentence')} of the library have other terms now. They are "
                "translated again where you ask for it, on the page “Read”."
            )
        elif touched:
            result = _asked_about(old, glossary) or _try(old, saved)
            workspace.translator(saved).remember(change.new for change in result.translated)
            message += preview(result, saved=True)
        st.session_state["said"] = message
    except VisavisError as error:
        said = st.session_state.get("said", "")
        more = notice("This could not be done:", str(error).splitlines(), kind="problem")
        st.session_state["said"] = said + more
    st.rerun()


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
