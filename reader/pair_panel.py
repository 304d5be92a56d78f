"""One pair, opened: its English edited, the decoder's alternatives, and where the English is from.

Holds widgets and their order; what may be stored, and when, is decided in
`translate.review.editing`. What the panel does to the glossary is in `reader.pair_terms`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from visavis.corpus.article import Article
from visavis.corpus.errors import VisavisError
from visavis.reader import pair_terms, workspace
from visavis.reader import pair_wording as wording
from visavis.reader.opened_pair import OpenedPair, open_pair
from visavis.reader.wording import count, notice
from visavis.translate.bilingual.alignment import ENGLISH_WORD, words
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.review.alternatives import alternatives
from visavis.translate.review.editing import (
    EditConflict,
    InvisibleCharacters,
    save_edit,
    tidy,
    visible,
)

STYLE = Path(__file__).with_name("pair.css")
TABS = ("Alternatives", "Terms", "Origin")
SCRIPT = Path(__file__).with_name("pair.js").read_text(encoding="utf-8")


def show(
    article: Article, bilingual: BilingualArticle, block: int, segment: int, *, edit: bool
) -> None:
    """Open a pair of an article; `edit` puts the cursor into its English."""
    if block >= len(bilingual.pairs) or segment >= len(bilingual.pairs[block]):
        return  # the article has changed under the page
    _dialog(open_pair(bilingual.pairs[block][segment]), edit)


def outdated() -> bool:
    """Whether the article has to be drawn anew, because a panel that was closed changed it.

    What is closed by hand runs only the fragment from which it was opened.
    """
    return bool(st.session_state.pop("pair-closed", False))


def _closed() -> None:
    st.session_state["pair-closed"] = st.session_state.pop("pair-changed", False)


@st.dialog("One sentence", width=640, position="right", on_dismiss=_closed)
def _dialog(opened: OpenedPair, edit: bool) -> None:
    draw(opened)
    known = f"const edit = {str(edit).lower()};"
    st.html(f"<script>{{ {known} {SCRIPT} }}</script>", unsafe_allow_javascript=True)


def draw(opened: OpenedPair) -> None:
    """Draw the panel of a pair.

    What stores anything runs as a callback: a run that has begun to draw may be cut short by the
    next, and what was clicked would be lost.
    """
    if opened.done:
        message, opened.done = opened.done, ""
        st.toast(message, icon=":material/check:")
        st.rerun()
    st.html(STYLE)
    if opened.problem:
        text = "Nothing can be translated now, but you can write:"
        st.html(notice(text, [opened.problem], kind="problem"))
    st.html(wording.source(opened.pair))
    text = _editor(opened)
    tabs = st.tabs(TABS, key=opened.key("tab"), on_change="rerun")
    for tab, fill in zip(tabs, (_alternatives, pair_terms.draw, _origin), strict=True):
        if tab.open:
            with tab:
                fill(opened, text)


def _editor(opened: OpenedPair) -> str:
    """The English in a field, what it makes of the terms, and the buttons that store it."""
    key = opened.key("text")
    if key not in st.session_state:
        st.session_state[key] = opened.pair.target
    with st.container(key="pair-english"):
        text = st.text_area(
            "English", key=key, height="content", on_change=_ask_nothing, args=(opened,)
        )
    pair = opened.examined(text)
    if pair.terms or pair.flags:
        st.html(wording.account(pair))
    with st.container(horizontal=True):
        st.button(
            "Save",
            key=opened.key("save"),
            type="primary",
            shortcut="Ctrl+Enter",
            on_click=_save,
            args=(opened,),
        )
        if opened.kept:
            st.button(
                "Back to the machine’s",
                key=opened.key("withdraw"),
                icon=":material/undo:",
                help="What was written stays in the history, under “Origin”.",
                on_click=_withdraw,
                args=(opened,),
            )
    if opened.failed:
        st.html(notice("This could not be done:", [opened.failed], kind="problem"))
    _ask(opened, text)
    return text


def _save(opened: OpenedPair, *, blank: bool = False) -> None:
    """Store the text of the field, or put the question that has to be answered before."""
    _ask_nothing(opened)
    try:
        line = tidy(str(st.session_state[opened.key("text")]))
        if not line and not blank:
            opened.question = "blank"
            return
        save_edit(opened.translator, opened.source, line, seen=opened.kept)
    except InvisibleCharacters:
        opened.question = "invisible"
    except EditConflict as conflict:
        opened.question, opened.theirs = "conflict", conflict.theirs
    except VisavisError as error:
        opened.failed = str(error)
    else:
        pair = opened.examined(line)
        missed = sum(use.outcome == "missed" for use in pair.terms)
        notes = [f"{count(missed, 'term')} missed"] * bool(missed)
        notes += ["to check"] * bool(pair.flags)
        about = f" ({', '.join(notes)})" if notes else ""
        opened.done = f"Saved as yours{about}. No translation replaces it."


def _ask(opened: OpenedPair, text: str) -> None:
    if opened.question == "blank":
        st.html(notice("The English is empty. Shall this sentence have none?", kind="problem"))
        with st.container(horizontal=True):
            st.button(
                "Leave it without English",
                key=opened.key("blank"),
                on_click=_save,
                args=(opened,),
                kwargs={"blank": True},
            )
            st.button("No", key=opened.key("no"), on_click=_ask_nothing, args=(opened,))
    elif opened.question == "invisible":
        try:
            tidy(text)
        except InvisibleCharacters as error:
            st.html(notice("This cannot be stored:", [str(error)], kind="problem"))
        st.button(
            "Take them out",
            key=opened.key("visible"),
            on_click=_put,
            args=(opened, visible(text)),
        )
    elif opened.question == "conflict":
        _choose_between(opened, text)


def _choose_between(opened: OpenedPair, text: str) -> None:
    """Two people wrote the same sentence: the second sees what the first wrote."""
    st.html(notice("Someone else changed this sentence while you had it open.", kind="problem"))
    if opened.theirs:
        st.html(wording.version(opened.theirs, text))
    else:
        st.html(notice("They went back to the machine’s."))
    with st.container(horizontal=True):
        st.button("Keep mine", key=opened.key("mine"), on_click=_keep_mine, args=(opened,))
        if st.button("Keep theirs", key=opened.key("theirs")):
            st.rerun()


def _keep_mine(opened: OpenedPair) -> None:
    opened.kept = opened.theirs
    _save(opened, blank=True)


def _withdraw(opened: OpenedPair) -> None:
    _ask_nothing(opened)
    try:
        workspace.memory().forget(opened.source)
        # Where the machine's is not in the memory, or is that of other rows, it is made now.
        opened.translator.translate(opened.source)
    except VisavisError as error:
        opened.failed = str(error)
    else:
        opened.done = "The machine’s translation stands again."


def _alternatives(opened: OpenedPair, text: str) -> None:
    present = base = opened.pair.target
    others: list[tuple[str, Pair]] = []
    if opened.machine and opened.machine.target != present:
        others.append(("the machine’s", opened.machine))
    if unaided := opened.compared().plain:
        plain = replace(opened.examined(unaided), score=opened.compared().plain_score)
        others.append(("without the glossary", plain))
    if not opened.problem:
        prefix = _prefix(opened, text)
        base = text if prefix else present
        if (prefix, base) not in opened.found:
            opened.found[prefix, base] = alternatives(
                opened.translator, opened.source, base, prefix=prefix
            )
        seen = {pair.target for _, pair in others}
        others += [("", pair) for pair in opened.found[prefix, base] if pair.target not in seen]
    if not others:
        st.html(notice("The machine has nothing else to say here."))
    for index, (label, pair) in enumerate(others):
        with st.container(horizontal=True, wrap=False, vertical_alignment="top"):
            st.html(wording.alternative(base, pair, label), width="stretch")
            st.button(
                "Use",
                key=opened.key(f"use-{index}"),
                help="Put it into the field",
                on_click=_put,
                args=(opened, pair.target),
            )


def _prefix(opened: OpenedPair, text: str) -> str:
    """The beginning of the text that is to stay, up to the word that the person chooses."""
    starts = [0, *(start for start, _ in words(text, ENGLISH_WORD)[1:])]
    chosen = st.selectbox(
        "Say it differently from",
        starts,
        format_func=lambda start: f"… {text[start : start + 40]}" if start else "the beginning",
        key=opened.key(f"from-{hash(text)}"),
    )
    return text[:chosen].rstrip()


def _origin(opened: OpenedPair, text: str) -> None:
    pair = opened.compared() if not opened.machine else replace(opened.pair, score=None)
    st.html(
        wording.origin(
            pair,
            opened.kept,
            opened.maker,
            opened.glossary,
            current=opened.current,
            engine=None if opened.problem else opened.translator.engine_signature,
        )
    )
    history = workspace.memory().history(opened.source)
    if not history:
        return
    st.html("<h4>What people wrote here</h4>")
    for index, kept in reversed(list(enumerate(history))):
        with st.container(horizontal=True, wrap=False, vertical_alignment="top"):
            st.html(wording.version(kept, text), width="stretch")
            if kept == opened.kept:
                continue
            st.button(
                "Restore",
                key=opened.key(f"restore-{index}"),
                on_click=_restore,
                args=(opened, kept.target),
            )


def _restore(opened: OpenedPair, target: str) -> None:
    _put(opened, target)
    _save(opened, blank=True)


def _put(opened: OpenedPair, text: str) -> None:
    st.session_state[opened.key("text")] = text
    _ask_nothing(opened)


def _ask_nothing(opened: OpenedPair) -> None:
    opened.question, opened.failed = "", ""
