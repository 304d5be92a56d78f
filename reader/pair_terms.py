"""The terms of an opened pair, and what a person decides for all sentences from there.

Holds widgets and their order; rows are made in `translate.glossary.renderings`, and saved by
`translate.glossary.file`, which tells when someone else was faster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from visavis.corpus.errors import VisavisError
from visavis.reader import pair_wording as wording
from visavis.reader import workspace
from visavis.reader.opened_pair import OpenedPair
from visavis.reader.wording import count, notice
from visavis.translate.bilingual.alignment import FRENCH_WORD, words
from visavis.translate.bilingual.pairs import Pair, TermUse
from visavis.translate.formats.markdown import escape as escape_markdown
from visavis.translate.glossary.excepted_sentences import add_exception, remove_exception
from visavis.translate.glossary.file import Glossary, GlossaryConflict, GlossaryError, save_glossary
from visavis.translate.glossary.renderings import prefer, rows_for
from visavis.translate.glossary.terms import Term
from visavis.translate.review.what_if import affected
from visavis.translate.terminology.uses import aligned_span
from visavis.translate.translator import Translator

_SHOWN = 20
"""Changed sentences that are shown."""


def draw(opened: OpenedPair, text: str) -> None:
    """The terms one by one, then a row for any words of the sentence."""
    pair = opened.examined(text)
    if not pair.terms:
        st.html(notice("No term of the glossary is in this sentence."))
    for index, use in enumerate(pair.terms):
        st.html(wording.term(pair, use, rows_for(opened.glossary, use.term)))
        with st.container(horizontal=True):
            st.button(
                "Use this rendering everywhere",
                key=opened.key(f"everywhere-{index}"),
                help="Prepares a row of the glossary below.",
                on_click=_prepare,
                args=(opened, use.term, _said(pair, use)),
            )
            _exception(opened, use, index)
    _row(opened, pair)


def _said(pair: Pair, use: TermUse) -> str:
    return use.rendering if use.target is None else pair.target[slice(*use.target)]


def _exception(opened: OpenedPair, use: TermUse, index: int) -> None:
    excepted = (use.term, opened.source) in opened.glossary.exceptions
    label = "It is the term after all" if excepted else "It means something else here"
    st.button(
        label,
        key=opened.key(f"except-{index}"),
        on_click=_except,
        args=(opened, use.term, remove_exception if excepted else add_exception),
    )


def _except(opened: OpenedPair, term: str, change: Callable[[Path, str, str], None]) -> None:
    """Note what a term means in this sentence, and translate the sentence accordingly."""
    opened.failed = ""
    try:
        change(workspace.glossary_file(), term, opened.source)
        if not opened.problem:
            workspace.translator().translate(opened.source)
    except VisavisError as error:
        opened.failed = str(error)
    else:
        opened.done = "Noted for this sentence."


def _row(opened: OpenedPair, pair: Pair) -> None:
    st.html("<h4>A row of the glossary</h4>")
    spans = words(opened.source, FRENCH_WORD)
    st.pills(
        "Words of the sentence",
        range(len(spans)),
        selection_mode="multi",
        format_func=lambda index: escape_markdown(opened.source[slice(*spans[index])]),
        key=opened.key("words"),
        on_change=_take_words,
        args=(opened, pair),
    )
    with st.container(horizontal=True):
        french, english = (
            st.text_input(label, key=opened.key(key), live=True, on_change=_forget, args=(opened,))
            for label, key in (("French", "french"), ("English rendering", "rendering"))
        )
    if not (french.strip() and english.strip()):
        return
    rows = rows_for(opened.glossary, french.strip())
    if opened.question == "glossary":
        _show_conflict(opened, french)
    elif opened.said:
        st.html(opened.said)
    elif rows:
        st.html(notice("The glossary has this already:", wording.rows_listed(rows)))
    else:
        st.html(notice("The glossary has no row for this; it gets a new one."))
    if opened.touched:
        them = "it" if len(opened.touched) == 1 else "them"
        st.button(
            f"Translate {them} again",
            key=opened.key("again"),
            type="primary",
            on_click=_again,
            args=(opened,),
        )
    elif opened.question != "glossary" and not _is_first(rows, english):
        st.button(
            "Write it into the glossary",
            key=opened.key("write"),
            type="primary",
            on_click=_write,
            args=(opened,),
        )


def _is_first(rows: Sequence[Term], english: str) -> bool:
    """Whether the rendering is the preferred one already."""
    return any(row.status == "preferred" and row.targets[0] == english.strip() for row in rows)


def _prepare(opened: OpenedPair, french: str, english: str) -> None:
    st.session_state[opened.key("french")] = french
    st.session_state[opened.key("rendering")] = english
    st.session_state[opened.key("words")] = []
    _forget(opened)


def _take_words(opened: OpenedPair, pair: Pair) -> None:
    """The phrase from the first to the last chosen word, with the English aligned with it."""
    chosen = st.session_state[opened.key("words")]
    if not chosen:
        return
    spans = words(opened.source, FRENCH_WORD)
    span = spans[min(chosen)][0], spans[max(chosen)][1]
    aligned = aligned_span(pair.alignment, span)
    st.session_state[opened.key("french")] = opened.source[slice(*span)]
    st.session_state[opened.key("rendering")] = pair.target[slice(*aligned)] if aligned else ""
    _forget(opened)


def _forget(opened: OpenedPair) -> None:
    opened.said, opened.touched, opened.question = "", (), ""


def _write(opened: OpenedPair) -> None:
    """Save the row into the glossary as the person saw it, and count what it concerns."""
    before = opened.translator
    # What the fields hold now: the button may have been drawn before the last word was typed.
    french, english = (str(st.session_state[opened.key(name)]) for name in ("french", "rendering"))
    _forget(opened)
    try:
        after, term = prefer(before.glossary, french, english)
        save_glossary(after, workspace.glossary_file(), seen=before.glossary.file_digest)
        opened.translator = workspace.translator()
    except GlossaryConflict:
        opened.question = "glossary"
        return
    except (GlossaryError, VisavisError) as error:
        opened.said = notice(
            "This is not in the glossary:", str(error).splitlines(), kind="problem"
        )
        return
    st.session_state["pair-changed"] = True
    opened.touched = _concerned(opened, before)
    row = next(iter(rows_for(opened.glossary, term.sources[0])), term)
    about = f"{count(len(opened.touched), 'stored sentence')} may say something else now."
    opened.said = notice("The glossary says:", [*wording.rows_listed([row]), about])


def _concerned(opened: OpenedPair, before: Translator) -> tuple[str, ...]:
    """The sentences of the library that were translated with other rows than there are now.

    What people wrote is none of them: it stays as it is.
    """
    articles = [entry.article for entry in workspace.library().values() if entry.article]
    segments = [segment for article in articles for segment in article.segments]
    found = affected(segments, before, opened.translator)
    stored, kept = workspace.memory().latest(found), workspace.memory().kept(found)
    return tuple(segment for segment in found if segment in stored and segment not in kept)


def _show_conflict(opened: OpenedPair, french: str) -> None:
    """Someone else saved the glossary since: what it says of these words now, and who wins."""
    try:
        now = workspace.glossary()
    except GlossaryError as error:
        st.html(notice("The glossary cannot be read now:", error.problems, kind="problem"))
        return
    rows = wording.rows_listed(rows_for(now, french.strip())) or ["nothing"]
    text = (
        "The glossary was changed by someone else since you opened this sentence. "
        "Of these words it says now:"
    )
    st.html(notice(text, rows, kind="problem"))
    st.button(
        "Write it into the changed glossary",
        key=opened.key("write-over"),
        type="primary",
        on_click=_write_over,
        args=(opened, now),
    )


def _write_over(opened: OpenedPair, now: Glossary) -> None:
    opened.translator = workspace.translator(now)
    _write(opened)


def _again(opened: OpenedPair) -> None:
    """Translate the sentences that a new row concerns, and tell what it changed."""
    old = workspace.memory().latest(opened.touched)
    try:
        new = opened.translator.translate_many(opened.touched)
    except VisavisError as error:
        opened.said = notice("This could not be translated:", [str(error)], kind="problem")
        return
    changed = [pair for pair in new if pair.target != old[pair.source].target]
    opened.touched = ()
    opened.said = notice(f"{count(len(changed), 'sentence')} of {len(new)} changed.") + "".join(
        wording.alternative(old[pair.source].target, pair) for pair in changed[:_SHOWN]
    )
