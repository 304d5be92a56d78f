"""The tabs of the glossary page beside its table: suggestions, advice, import and export.

Holds widgets and their order; HTML passes `html.escape`. What they change is the table, which is
saved, or not, as after any other edit.
"""

from __future__ import annotations

from functools import partial
from html import escape
from itertools import groupby

import streamlit as st

from visavis.corpus.errors import VisavisError
from visavis.reader import glossary_draft as drafts
from visavis.reader import glossary_library, glossary_table
from visavis.reader.glossary_draft import Draft
from visavis.reader.wording import count, notice
from visavis.translate.glossary.exchange import (
    FORMATS,
    Format,
    read_glossary_file,
    write_glossary_file,
)
from visavis.translate.glossary.file import Glossary, GlossaryError, lint, to_frame
from visavis.translate.glossary.importing import CLASHES, Clash, take
from visavis.translate.glossary.lint import KINDS
from visavis.translate.glossary.suggestions import Suggestion
from visavis.translate.glossary.tbx import MAX_BYTES, not_in_tbx
from visavis.translate.glossary.terms import source_key

_PAGE = 12
_MIME = {"csv": "text/csv", "tsv": "text/tab-separated-values", "tbx": "application/x-tbx"}
# Long lists, and seldom wrong.
_COLLAPSED = ("contained", "unseen")
_LABELS: dict[Format, str] = {
    "csv": "CSV, for spreadsheets",
    "tsv": "TSV, for OmegaT and others",
    "tbx": "TBX-Basic, for terminology programs",
}
_CLASH_WORDS: dict[Clash, str] = {
    "skip": "keep mine",
    "replace": "take theirs",
    "variant": "accept both",
}


def suggestions(draft: Draft) -> None:
    """What recurs in the articles and has no row, a dozen at a time, each with a button."""
    there = {
        source_key(source.strip())
        for cell in draft.table[draft.column("source")]
        for source in str(cell).split("|")
    }
    found = [
        one
        for one in glossary_library.suggestions(draft.glossary)
        if source_key(one.source) not in there
    ]
    kinds = {"Terms": [one for one in found if one.kind != "name"]}
    kinds["Names"] = [one for one in found if one.kind == "name"]
    if not found:
        st.html(notice("Nothing that recurs in the articles is without a row."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = st.segmented_control(
            "Kind",
            list(kinds),
            default="Terms",
            required=True,
            key="suggestion-kind",
            label_visibility="collapsed",
            format_func=lambda name: f"{name} ({len(kinds[name])})",
        )
        about = "What the English says in many ways comes first."
        st.html(f'<p class="about">{about}</p>', width="stretch")
    shown = st.session_state.setdefault("suggestions-shown", _PAGE)
    for one in kinds[kind][:shown]:
        with st.container(horizontal=True, key=f"suggestion-{source_key(one.source)}"):
            st.html(_suggestion(one), width="stretch")
            st.button(
                "Add",
                key=f"add-{one.source}",
                on_click=_add,
                args=(one,),
                help=None if one.target else "Its English is for you to write in the table.",
            )
    if len(kinds[kind]) > shown:
        st.button("Show more", on_click=_more)


def _more() -> None:
    st.session_state["suggestions-shown"] += _PAGE


def _add(one: Suggestion) -> None:
    same = one.kind == "name" and one.source == one.target
    english = {"keep": "yes"} if same else {"target": one.target}
    drafts.keep(drafts.add(drafts.current(), {"source": one.source, **english}))


def _suggestion(one: Suggestion) -> str:
    said = ", ".join(
        f'<span lang="en">{escape(each.english)}</span> ×{each.count}'
        for each in one.renderings[:6]
    )
    seen = f"{count(one.count, 'time')} in {count(one.articles, 'article')}"
    return (
        f'<div class="suggestion"><p><b lang="fr">{escape(one.source)}</b> → '
        f'<span lang="en">{escape(one.target) or "?"}</span></p>'
        f'<p class="about">{seen}{": " if said else ""}{said}</p>'
        f'<p class="example" lang="fr">{_within(one.example.source, one.source)}</p></div>'
    )


def _within(sentence: str, source: str) -> str:
    """The sentence with the phrase marked, where it stands in this form."""
    at = sentence.casefold().find(source.casefold())
    if at < 0:
        return escape(sentence)
    end = at + len(source)
    while end < len(sentence) and sentence[end].isalpha():
        end += 1
    return f"{escape(sentence[:at])}<b>{escape(sentence[at:end])}</b>{escape(sentence[end:])}"


def advice(draft: Draft) -> None:
    """What is worth a second look, the gravest first; each kind opens its rows in the table."""
    if isinstance(draft.checked, GlossaryError):
        st.html(notice("Advice follows when these rows are mended:", draft.checked.problems))
        return
    used = glossary_library.used(draft.glossary)
    # Rows in the table are numbered as in the table; what is new there has no count yet.
    by_number = {place: used[term.row] for place, term in enumerate(draft.glossary.terms, 2)}
    unchanged = {
        term.row: by_number[term.row]
        for term in draft.checked.terms
        if term.row in by_number and draft.glossary.terms[term.row - 2].digest == term.digest
    }
    warnings = lint(draft.checked, unchanged)
    if not warnings:
        st.html(notice("There is nothing to say against this glossary."))
    for kind, same in groupby(warnings, key=lambda warning: warning.kind):
        group = list(same)
        with st.expander(f"{KINDS[kind]} ({len(group)})", expanded=kind not in _COLLAPSED):
            items = "".join(f"<li>{escape(str(warning))}</li>" for warning in group)
            st.html(f'<ul class="advice">{items}</ul>')
            rows = tuple(sorted({row for warning in group for row in warning.rows}))
            st.button(
                f"Show {'this row' if len(rows) == 1 else 'these rows'}",
                key=f"advice-{kind}",
                on_click=glossary_table.focus,
                args=(rows,),
            )


def exchange(draft: Draft) -> None:
    """Files of other programs into the table, and the saved glossary for them."""
    inward, outward = st.columns([3, 2], gap="large")
    with inward:
        st.html('<h2 class="part">Import</h2>')
        _import(draft)
    with outward:
        st.html('<h2 class="part">Export</h2>')
        _export(draft.glossary)


def _import(draft: Draft) -> None:
    file = st.file_uploader(
        "The glossary of another program",
        type=["csv", "tsv", "tab", "txt", "tbx", "xml"],
        max_upload_size=MAX_BYTES >> 20,
        key="import-file",
    )
    clash = st.segmented_control(
        "Where it has other English for one of your terms",
        CLASHES,
        default="skip",
        required=True,
        format_func=lambda name: _CLASH_WORDS[name],
        key="import-clash",
    )
    if file is None:
        return
    if isinstance(draft.checked, GlossaryError):
        st.html(notice("Mend the rows of the table first.", kind="problem"))
        return
    try:
        result = take(draft.checked, read_glossary_file(file.getvalue(), file.name), clash)
    except VisavisError as error:
        text = "This file cannot be imported:"
        st.html(notice(text, str(error).splitlines(), kind="problem"))
        return
    first, *others = result.lines()
    st.html(notice(f"{file.name}: {first}."))
    if result.taken or result.changed:
        number = count(len(result.taken) + len(result.changed), "row")
        st.button(
            f"Put {number} into the table",
            type="primary",
            on_click=_put,
            args=(result.glossary,),
        )
    if others:
        with st.expander(f"What was not taken, and why ({len(others)})"):
            st.html(notice("", others[:500]))


def _put(glossary: Glossary) -> None:
    draft = drafts.current()
    table = drafts.numbered(to_frame(glossary))
    drafts.keep(drafts.begin(draft, table))
    glossary_table.focus(None)


def _export(glossary: Glossary) -> None:
    st.html('<p class="about">The glossary as it is saved.</p>')
    for form in FORMATS:
        st.download_button(
            _LABELS[form],
            partial(write_glossary_file, glossary, form),
            file_name=f"glossary.{form}",
            mime=_MIME[form],
            on_click="ignore",
            width="stretch",
            key=f"export-{form}",
        )
    if lost := not_in_tbx(glossary):
        names = ", ".join(f"{name} ({count(rows, 'row')})" for name, rows in lost.items())
        st.html(f'<p class="about">TBX has no place for {escape(names)}.</p>')
