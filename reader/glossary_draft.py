"""What one person is editing of the glossary, between the file and the table on the page.

The editor gives back what was done to the rows that it was given; here that becomes a table again,
which may show some rows only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from visavis.reader import workspace
from visavis.translate.glossary.file import Glossary, GlossaryError, from_frame, to_frame
from visavis.translate.glossary.rows import COLUMNS, known_column

_AWAY = "glossary-away"


@dataclass(frozen=True, eq=False)
class Draft:
    """The table of one session.

    `glossary` is the file as it was loaded. `rows` is the table when this version began, under the
    numbers by which messages call its rows, and `shown` the numbers of those that the editor was
    given: both stay the same while `version` lasts, for an editor whose input changes forgets every
    second edit. `table` is `rows` with what was done to them since.
    """

    glossary: Glossary
    rows: pd.DataFrame
    shown: tuple[int, ...]
    version: int
    table: pd.DataFrame

    @property
    def key(self) -> str:
        """The key of the editor of this version."""
        return f"glossary-{self.version}"

    @cached_property
    def checked(self) -> Glossary | GlossaryError:
        """The glossary of the table, or what must be mended before there is one.

        Rows are numbered as in the table, and have the columns of the file or more.
        """
        last = int(self.table.index.max()) if len(self.table) else 1
        try:
            # Deleted rows are left empty, so that messages name rows as the editor shows them.
            glossary = from_frame(self.table.reindex(pd.RangeIndex(2, last + 1)))
        except GlossaryError as error:
            return error
        own = [str(header) for header in self.table.columns if not known_column(str(header))]
        columns = tuple(dict.fromkeys((*self.glossary.columns, *own)))
        return replace(glossary, columns=columns, exceptions=self.glossary.exceptions)

    @cached_property
    def unsaved(self) -> list[str]:
        """The rows that are not as they were loaded, in a person's words."""
        loaded, edited = filled_rows(to_frame(self.glossary)), filled_rows(self.table)
        steps = SequenceMatcher(None, loaded, edited, autojunk=False).get_opcodes()
        said = []
        for step, i, j, k, end in steps:
            if step != "equal":
                said += [" → ".join(row[:2]) for row in edited[k:end]]
                said += [f"deleted: {' → '.join(row[:2])}" for row in loaded[i + end - k : j]]
        return said

    def column(self, name: str) -> str:
        """The header of one of our columns in this file."""
        return next(str(h) for h in self.table.columns if known_column(str(h)) == name)


def current() -> Draft:
    """The draft of this session with its last edits; the file anew when nothing would be lost.

    Raises `GlossaryError` when the file cannot be used.
    """
    draft: Draft | None = st.session_state.get("draft")
    if draft is None:
        return keep(load())
    away = st.session_state.pop(_AWAY, False)
    if (state := st.session_state.get(draft.key)) is not None:
        table = apply(draft.rows, draft.shown, state)
        if not table.equals(draft.table):
            draft = keep(replace(draft, table=table))
    else:
        away = True
    if away and draft.table is not draft.rows:
        # What the browser's editor held is gone, though a late message may still have brought it.
        draft = keep(begin(draft, draft.table, draft.shown))
    if not draft.unsaved and draft.glossary.file_digest != digest(workspace.glossary_file()):
        return keep(load(draft))
    return draft


def leave() -> None:
    """Note that the editor is not on the page now: the browser forgets what was done in it."""
    st.session_state[_AWAY] = True


def load(before: Draft | None = None) -> Draft:
    """A draft of the file as it is."""
    glossary = workspace.glossary()
    table = numbered(to_frame(glossary))
    return Draft(glossary, table, tuple(table.index), before.version + 1 if before else 0, table)


def begin(draft: Draft, table: pd.DataFrame, shown: Iterable[int] | None = None) -> Draft:
    """The next version: another table, or other rows of it; without `shown` all of them."""
    numbers = set(table.index if shown is None else shown)
    new = set(table.index) - set(draft.rows.index)
    # Rows that were just written stay in sight, whatever the search.
    visible = tuple(int(number) for number in table.index if number in numbers | new)
    return replace(draft, rows=table, shown=visible, version=draft.version + 1, table=table)


def keep(draft: Draft) -> Draft:
    """Make this the draft of the session."""
    st.session_state["draft"] = draft
    return draft


def add(draft: Draft, cells: Mapping[str, str]) -> Draft:
    """The draft with one more row, by our names of its columns."""
    table = draft.table.copy()
    table.loc[_next(table)] = [cells.get(known_column(str(h)) or "", "") for h in table.columns]
    return begin(draft, table, draft.shown)


def apply(rows: pd.DataFrame, shown: tuple[int, ...], state: Mapping[str, Any]) -> pd.DataFrame:
    """The table after what an editor of the rows `shown` says was done to them."""
    table = rows.copy()
    for place, cells in state["edited_rows"].items():
        for header, value in cells.items():
            if header in table.columns:
                table.at[shown[int(place)], header] = value or ""
    table = table.drop(index=[shown[place] for place in state["deleted_rows"]])
    number = max(_next(rows), _next(table))
    for place, cells in enumerate(state["added_rows"]):
        table.loc[number + place] = [cells.get(str(header)) or "" for header in table.columns]
    return table


def numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """The table under the line numbers of its file, as error messages count them."""
    return frame.set_axis(pd.RangeIndex(2, len(frame) + 2, name="row"))


def filled_rows(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """The rows that are not empty, source and target first."""
    plain = frame.astype("string").fillna("")
    plain = plain[sorted(plain.columns, key=_place)]
    return [row for row in plain.itertuples(index=False, name=None) if any(row)]


def digest(path: Path) -> str | None:
    """SHA-256 (hex) of the file as it is; None when there is none."""
    with suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return None


def _next(table: pd.DataFrame) -> int:
    return int(table.index.max()) + 1 if len(table) else 2


def _place(header: object) -> int:
    known = known_column(str(header))
    return COLUMNS.index(known) if known else len(COLUMNS)
