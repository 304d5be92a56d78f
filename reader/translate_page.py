"""The page "Translate": many articles at once, from files or pasted, into one zip.

Holds widgets and their order. What an upload may be is decided in `reader.uploads`; the work goes
on in a `reader.jobs.Job` while the person is on another page, and `reader.batch_view` shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from visavis.corpus.article import Article
from visavis.corpus.errors import ArticleError, VisavisError
from visavis.corpus.reading import SUFFIXES, read_data
from visavis.reader import batch_view, uploads, workspace
from visavis.reader.cleaned import account
from visavis.reader.jobs import Job
from visavis.reader.uploads import Refusal, Upload
from visavis.reader.wording import count, notice, words
from visavis.translate.glossary.file import EMPTY, Glossary, GlossaryError

STYLE = Path(__file__).with_name("pages.css")
_SHOWN = 20
_REFUSALS = 20


@dataclass(frozen=True)
class Incoming:
    """An article in the list, not translated yet.

    `called` is what its files are named after, `account` says as HTML what was cleaned.
    """

    upload: Upload
    article: Article
    called: str
    account: str


def main() -> None:
    """Draw the page."""
    st.html(STYLE)
    st.session_state.setdefault("inbox", [])
    job: Job | None = st.session_state.get("job")
    if job is None:
        _prepare()
    elif job.running:
        batch_view.heading("The work goes on while you read. Closing the window ends it.")
        st.fragment(batch_view.watch, run_every=1.0)(job)
    else:
        batch_view.results(job)


def _prepare() -> None:
    batch_view.heading(uploads.limits())
    inbox: list[Incoming] = st.session_state["inbox"]
    _drop(inbox)
    _paste(inbox)
    if refusals := st.session_state.get("refusals", []):
        shown = [f"{refusal.name} {refusal.reason}" for refusal in refusals[:_REFUSALS]]
        if more := len(refusals) - _REFUSALS:
            shown += [f"… and {count(more, 'other')}"] * (more > 0)
        st.html(notice("These were not taken:", shown, kind="problem"))
    if inbox:
        _start(inbox)
        _list(inbox)


def _drop(inbox: list[Incoming]) -> None:
    # What is dropped moves into the list, and the widget begins anew: it would forget everything
    # when the person looks at another page.
    version = st.session_state.setdefault("drops", 0)
    files = st.file_uploader(
        "French articles, or zips of them",
        type=[suffix.removeprefix(".") for suffix in (*SUFFIXES, ".zip")],
        accept_multiple_files=True,
        max_upload_size=uploads.UNPACKED_SIZE // 2**20,
        key=f"drop-{version}",
    )
    if files:
        _take([Upload(file.name, file.getvalue()) for file in files], inbox)
        st.session_state["drops"] = version + 1
        st.rerun()


def _paste(inbox: list[Incoming]) -> None:
    with st.expander("Paste an article", icon=":material/content_paste:"):
        version = st.session_state.setdefault("pastes", 0)
        text = st.text_area(
            "French text",
            key=f"paste-{version}",
            height=200,
            max_chars=uploads.PASTED_LENGTH,
            placeholder="The title on the first line, then the text",
        )
        if st.button("Add to the list") and text and text.strip():
            _take([Upload(f"pasted text {version + 1}.txt", text.encode())], inbox, pasted=True)
            st.session_state["pastes"] = version + 1
            st.rerun()


def _take(files: Sequence[Upload], inbox: list[Incoming], *, pasted: bool = False) -> None:
    """Read uploads into the list; the list changes at once, so that an interruption halves none."""
    found, refusals = uploads.unpack(files, [incoming.upload for incoming in inbox])
    bar = st.progress(0.0, "Reading…")
    read = []
    for number, upload in enumerate(found):
        bar.progress(number / len(found), f"Reading {number + 1} of {count(len(found), 'article')}")
        try:
            reading = read_data(upload.data, upload.name)
        except ArticleError as error:
            refusals.append(Refusal(upload.name, str(error).removeprefix(upload.name).lstrip()))
        else:
            article = reading.article
            called = article.title if pasted else upload.name
            read.append(Incoming(upload, article, called, account(upload.name, reading)))
    inbox += read
    st.session_state["refusals"] = refusals


def _list(inbox: list[Incoming]) -> None:
    st.html('<h2 class="part">What will be cleaned</h2>')
    pages = -(-len(inbox) // _SHOWN)
    page = st.pagination(pages, key="inbox-page") if pages > 1 else 1
    with st.container(gap=None):
        for incoming in inbox[_SHOWN * (page - 1) : _SHOWN * page]:
            article, remove = st.columns([12, 1])
            article.html(incoming.account)
            remove.button(
                "Remove",
                type="tertiary",
                key=f"remove-{hash(incoming.upload)}",
                on_click=partial(_remove, incoming),
            )


def _remove(incoming: Incoming) -> None:
    inbox = [other for other in st.session_state["inbox"] if other.upload != incoming.upload]
    st.session_state["inbox"] = inbox
    st.session_state.pop("refusals", None)


def _start(inbox: list[Incoming]) -> None:
    total = sum(words(incoming.article) for incoming in inbox)
    with st.container(horizontal=True, vertical_alignment="bottom", key="options"):
        glossary = _glossary()
        batch_view.format_choice()
        start = st.button(f"Translate {count(len(inbox), 'article')}", type="primary")
        st.button("Empty the list", type="tertiary", on_click=_empty)
    st.html(f'<p class="about">{count(total, "word")} in all.</p>')
    if not start or glossary is None:
        return
    try:
        workspace.engine()  # else each article would say that none can be loaded
        translate = workspace.translator(glossary).translate_batch
    except VisavisError as error:
        st.html(notice("Nothing can be translated now:", [str(error)], kind="problem"))
        return
    stems = uploads.safe_stems(incoming.called for incoming in inbox)
    articles = [
        (incoming.upload.name, stem, incoming.article)
        for incoming, stem in zip(inbox, stems, strict=True)
    ]
    st.session_state["job"] = Job(articles, translate)
    _empty()
    st.rerun()


def _empty() -> None:
    st.session_state["inbox"] = []
    st.session_state.pop("refusals", None)


def _glossary() -> Glossary | None:
    """The glossary that the person chose; None, with what to mend, when it cannot be used."""
    name = workspace.glossary_file().name
    chosen = st.selectbox(
        "Glossary",
        ["current", "none"],
        format_func=lambda choice: name if choice == "current" else "None",
        key="batch-glossary",
        persist_state="session",
        width=200,
    )
    if chosen == "none":
        return EMPTY
    try:
        return workspace.glossary()
    except GlossaryError as error:
        text = "The glossary cannot be used as it is. Mend it, or choose none."
        st.html(notice(text, error.problems, kind="problem"))
        return None


main()
