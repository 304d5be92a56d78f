"""The page "Glossary": the table edited in place, checked, saved, and put to work.

Holds widgets and their order. What a row may be, and when a file may be replaced, is decided in
`translate.glossary`.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from corpus.article import Article
from corpus.errors import VisavisError
from reader import workspace
from reader.changes import report
from reader.wording import count, notice
from translate.glossary import (
    Glossary,
    GlossaryError,
    from_frame,
    lint,
    save_glossary,
    to_frame,
)
from translate.glossary_rows import known_column

COLUMNS = {
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
}


@dataclass(frozen=True, eq=False)
class Draft:
    """What one person is editing.

    `base` is what the editor was given and stays the same object while `version` lasts: an editor
    whose input changes forgets every second edit. `edited` is what the editor returned last.
    """

    glossary: Glossary
    base: pd.DataFrame
    edited: pd.DataFrame
    version: int

    @property
    def key(self) -> str:
        """The key of the editor of this version."""
        return f"glossary-{self.version}"

    @cached_property
    def unsaved(self) -> list[str]:
        """The rows that are not as they were loaded, in a person's words."""
        loaded, edited = _rows(to_frame(self.glossary)), _rows(self.edited)
        steps = SequenceMatcher(None, loaded, edited, autojunk=False).get_opcodes()
        said = []
        for step, i, j, k, end in steps:
            if step != "equal":
                said += [_said(row) for row in edited[k:end]]
                said += [f"deleted: {_said(row)}" for row in loaded[i + end - k : j]]
        return said


def main() -> None:
    """Draw the page."""
    path = workspace.glossary_file()
    try:
        draft = _draft(path)
    except GlossaryError as error:
        st.html(notice("The glossary cannot be used as it is:", error.problems, kind="problem"))
        st.button("Read the file again")
        return
    toolbar = st.container(horizontal=True, vertical_alignment="center", key="toolbar")
    messages = st.container()
    edited = st.data_editor(
        draft.base,
        key=draft.key,
        num_rows="dynamic",
        height=520,
        hide_index=False,
        placeholder="",
        column_config={
            header: COLUMNS[known]
            for header in draft.base.columns
            if (known := known_column(str(header)))
        },
    )
    draft = _keep(replace(draft, edited=edited))
    glossary = _check(draft)
    with messages:
        conflict = bool(draft.unsaved) and draft.glossary.file_digest != _digest(path)
        if conflict:
            _conflict(draft)
        if said := st.session_state.pop("said", ""):
            st.html(said)
    with toolbar:
        st.html(_heading(path, draft, glossary))
        _actions(path, draft, None if conflict else glossary)


def _draft(path: Path) -> Draft:
    """The draft of this session; the file anew, unless there are edits that would be lost."""
    draft: Draft | None = st.session_state.get("draft")
    if draft is None or (not draft.unsaved and draft.glossary.file_digest != _digest(path)):
        return _keep(_load(draft))
    if draft.key not in st.session_state:
        # The person has been on another page, where the editor's own state does not live on.
        return _keep(replace(draft, base=_numbered(draft.edited), version=draft.version + 1))
    return draft


def _load(draft: Draft | None) -> Draft:
    glossary = workspace.glossary()
    frame = _numbered(to_frame(glossary))
    return Draft(glossary, frame, frame, draft.version + 1 if draft else 0)


def _keep(draft: Draft) -> Draft:
    st.session_state["draft"] = draft
    return draft


def _check(draft: Draft) -> Glossary | None:
    """The glossary of the table, with advice; None, with what must be mended, when it has none."""
    try:
        glossary = from_frame(_as_shown(draft.edited))
    except GlossaryError as error:
        st.html(notice("Mend these rows before saving:", error.problems, kind="problem"))
        return None
    if advice := [str(warning) for warning in lint(glossary)]:
        with st.expander(f"Advice ({len(advice)})", icon=":material/lightbulb:"):
            st.html(notice("Nothing here keeps you from saving:", advice))
    # An editor shows all columns; the file only gets those it has or needs.
    return replace(glossary, columns=draft.glossary.columns)


def _conflict(draft: Draft) -> None:
    text = "The file was changed by someone else since you opened it. These changes are not saved:"
    st.html(notice(text, draft.unsaved, kind="problem"))
    if st.button("Read the file again, without my changes"):
        text = "The file was read again. These changes of yours are not in it:"
        _say(notice(text, draft.unsaved))
        _keep(_load(draft))
        st.rerun()


def _heading(path: Path, draft: Draft, glossary: Glossary | None) -> str:
    state = (
        path.name,
        count(len(_rows(draft.edited)), "row"),
        "see below the table" if glossary is None else "",
        f"{len(draft.unsaved)} not saved" if draft.unsaved else "saved",
    )
    line = " · ".join(escape(part) for part in state if part)
    return f'<header class="page"><h1>Glossary</h1><p class="about">{line}</p></header>'


def _actions(path: Path, draft: Draft, glossary: Glossary | None) -> None:
    article = _open_article()
    save = st.button("Save", type="primary", disabled=glossary is None or not draft.unsaved)
    again = st.button(
        "Save and translate the open article again",
        disabled=glossary is None or article is None,
        help=None if article else "Open an article on the page “Read” first.",
    )
    if glossary is None or not (save or again):
        return
    try:
        if draft.unsaved:
            save_glossary(glossary, path, seen=draft.glossary.file_digest)
            draft = _keep(_load(draft))
            _say(notice(f"{path.name} is saved."))
        if again and article:
            old = workspace.recalled(article)
            known = None if old.missing else old.bilingual
            _say(report(known, workspace.translate(article)))
    except VisavisError as error:
        _say(notice("This could not be done:", str(error).splitlines(), kind="problem"))
    st.rerun()


def _open_article() -> Article | None:
    entry = workspace.library().get(st.session_state.get("open", ""))
    return entry.article if entry else None


def _say(message: str) -> None:
    """Show a message in the next run, after the table has taken its new state."""
    st.session_state["said"] = message


def _rows(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """The rows that are not empty, source and target first."""
    plain = frame.astype("string").fillna("")
    plain = plain[sorted(plain.columns, key=_place)]
    return [row for row in plain.itertuples(index=False, name=None) if any(row)]


def _place(header: object) -> int:
    known = known_column(str(header))
    return list(COLUMNS).index(known) if known else len(COLUMNS)


def _said(row: tuple[str, ...]) -> str:
    return " → ".join(row[:2])


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """The table under the line numbers of its file, as error messages count them."""
    return frame.set_axis(pd.RangeIndex(2, len(frame) + 2, name="row"))


def _as_shown(edited: pd.DataFrame) -> pd.DataFrame:
    """The table with deleted rows left empty: messages then name rows as the editor shows them."""
    last = int(edited.index.max()) if len(edited) else 1
    return edited.reindex(pd.RangeIndex(2, last + 1))


def _digest(path: Path) -> str | None:
    with suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return None


main()
