"""The page "Translate": many articles at once, from files or pasted, into one zip.

Holds widgets and their order. What an upload may be is decided in `reader.uploads`, the work goes
on in a `reader.jobs.Job` while the person is on another page.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Literal

import streamlit as st

from corpus.article import Article
from corpus.errors import ArticleError, VisavisError
from corpus.reading import SUFFIXES, Reading, read_data
from reader import uploads, workspace
from reader.cleaned import account
from reader.jobs import Job, Task, seconds_left
from reader.uploads import Refusal, Upload
from reader.wording import about, count, notice, words
from translate.articles import translate_articles
from translate.bilingual import BilingualArticle
from translate.engine import Engine, Progress
from translate.formats import FORMATS
from translate.formats.markdown import Layout
from translate.glossary import EMPTY, Glossary, GlossaryError

STYLE = Path(__file__).with_name("pages.css")
_SHOWN = 20
_REFUSALS = 20
_ADVICE = {
    "markdown": "Markdown",
    "html": "Web page",
    "epub": "E-book",
    "tmx": "Translation memory (TMX)",
    "json": "JSON",
}
_STATES = {"waiting": "waiting", "cancelled": "not translated", "failed": "failed"}


@dataclass(frozen=True)
class Incoming:
    """An article in the list, not translated yet; `called` is what its files are named after."""

    upload: Upload
    reading: Reading
    called: str


def main() -> None:
    """Draw the page."""
    st.html(STYLE)
    st.session_state.setdefault("inbox", [])
    job: Job | None = st.session_state.get("job")
    if job is None:
        _prepare()
    elif job.running:
        _heading("The work goes on while you read. Closing the window ends it.")
        st.fragment(_watch, run_every=1.0)(job)
    else:
        _results(job)


def _prepare() -> None:
    _heading(uploads.limits())
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


def _heading(line: str) -> None:
    st.html(f'<header class="page"><h1>Translate</h1><p class="about">{escape(line)}</p></header>')


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
            read.append(Incoming(upload, reading, reading.article.title if pasted else upload.name))
    inbox += read
    st.session_state["refusals"] = refusals


def _list(inbox: list[Incoming]) -> None:
    st.html('<h2 class="part">What will be cleaned</h2>')
    pages = -(-len(inbox) // _SHOWN)
    page = st.pagination(pages, key="inbox-page") if pages > 1 else 1
    with st.container(gap=None):
        for incoming in inbox[_SHOWN * (page - 1) : _SHOWN * page]:
            article, remove = st.columns([12, 1])
            article.html(account(incoming.upload.name, incoming.reading))
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
    total = sum(words(incoming.reading.article) for incoming in inbox)
    with st.container(horizontal=True, vertical_alignment="bottom", key="options"):
        glossary = _glossary()
        format_choice()
        start = st.button(f"Translate {count(len(inbox), 'article')}", type="primary")
        st.button("Empty the list", type="tertiary", on_click=_empty)
    st.html(f'<p class="about">{count(total, "word")} in all.</p>')
    if not start or glossary is None:
        return
    try:
        translate = _translator(workspace.engine(), glossary)
    except VisavisError as error:
        st.html(notice("Nothing can be translated now:", [str(error)], kind="problem"))
        return
    stems = uploads.safe_stems(incoming.called for incoming in inbox)
    articles = [
        (incoming.upload.name, stem, incoming.reading.article)
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


def format_choice() -> None:
    """What the files of the zip will be; asked before the work and once more after it."""
    st.selectbox(
        "Files",
        list(_formats()),
        format_func=lambda choice: _formats()[choice],
        key="batch-format",
        persist_state="session",
        width=260,
    )


def _formats() -> dict[tuple[str, Layout], str]:
    """Each format, and for Markdown each layout, with what a person calls it."""
    choices: dict[tuple[str, Layout], str] = {}
    for name in sorted(FORMATS, key=lambda name: (*_ADVICE, name).index(name)):
        if name == "markdown":
            choices["markdown", "table"] = "Markdown, side by side"
            choices["markdown", "interleaved"] = "Markdown, interleaved"
        else:
            choices[name, "table"] = _ADVICE.get(name, name.upper())
    return choices


def _translator(
    engine: Engine, glossary: Glossary
) -> Callable[[Article, Progress, Callable[[], bool]], BilingualArticle]:
    memory, matcher = workspace.memory(), workspace.matcher(glossary)

    def translate(
        article: Article, progress: Progress, cancelled: Callable[[], bool]
    ) -> BilingualArticle:
        [bilingual] = translate_articles(
            [article],
            engine,
            glossary,
            memory=memory,
            matcher=matcher,
            progress=progress,
            cancelled=cancelled,
        )
        return bilingual

    return translate


def _watch(job: Job) -> None:
    """How far the job is, again and again; the page is drawn anew when it has ended."""
    if not job.running:
        st.rerun()
    tasks = job.tasks
    total = sum(task.words for task in tasks)
    done = sum(task.words_done for task in tasks)
    left = seconds_left(tasks, job.elapsed)
    line = f"{int(done):,} of {count(total, 'word')}"
    if job.cancelling:
        line = "Stopping when the sentences in work are done…"
    elif left is not None:
        line += f", {about(left)} left at {done / job.elapsed:.0f} words a second"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(1.0, done / total) if total else 0.0, line)
        st.button("Stop", on_click=job.cancel, disabled=job.cancelling)
    st.html(_board(tasks))


def _board(tasks: Sequence[Task]) -> str:
    return f'<ul class="tasks">{"".join(map(_row, tasks))}</ul>'


def _row(task: Task) -> str:
    if task.state == "running":
        measure, said = "", "beginning"
        if task.total:
            measure = f' value="{task.done}" max="{task.total}"'
            said = f"{task.done} of {count(task.total, 'sentence')}"
        if task.done and task.done == task.total:
            measure, said = "", "seeing to the terms"
        said = f"<progress{measure}></progress> {said}"
    elif task.bilingual is not None:
        pairs = [pair for pairs in task.bilingual.pairs for pair in pairs]
        flagged = sum(bool(pair.flags) for pair in pairs)
        said = f"done, {count(flagged, 'sentence')} to check" if flagged else "done"
    else:
        said = _STATES[task.state]
    problem = f'<p class="problem">{escape(task.problem)}</p>' if task.problem else ""
    return (
        f'<li class="{task.state}"><b>{escape(task.name)}</b>'
        f"<span>{count(task.words, 'word')}</span><span>{said}</span>{problem}</li>"
    )


def _results(job: Job) -> None:
    tasks = job.tasks
    done = [task for task in tasks if task.state == "done"]
    _heading(_outcome(tasks, job.elapsed))
    with st.container(horizontal=True, vertical_alignment="bottom", key="options"):
        if done:
            format_choice()
            name, layout = st.session_state["batch-format"]
            st.download_button(
                f"Download {count(len(done), 'article')}",
                partial(archive, done, name, layout),
                file_name="translated.zip",
                mime="application/zip",
                on_click="ignore",
                type="primary",
                icon=":material/download:",
            )
            st.button("Add to the library", on_click=partial(_add, done))
        st.button("Translate others", on_click=_forget)
    if said := st.session_state.get("added", ""):
        st.html(said)
    st.html(_board(tasks))


def _outcome(tasks: Sequence[Task], elapsed: float) -> str:
    def number(state: Literal["done", "failed", "cancelled"]) -> int:
        return sum(task.state == state for task in tasks)

    said = f"{count(number('done'), 'article')} translated in {about(elapsed)}"
    if failed := number("failed"):
        said += f", {failed} failed"
    if cancelled := number("cancelled"):
        said += f", {cancelled} not translated"
    return f"{said}."


def archive(tasks: Sequence[Task], name: str, layout: Layout) -> bytes:
    """A zip with one file for each translated article, in a format of `FORMATS`."""
    form = FORMATS[name]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for task in tasks:
            if task.bilingual is not None:
                packed.writestr(f"{task.stem}{form.suffix}", form.write(task.bilingual, layout))
    return file.getvalue()


def _add(tasks: Sequence[Task]) -> None:
    """Put the articles into the library, those that are not there yet."""
    there = {
        entry.article.text: name for name, entry in workspace.library().items() if entry.article
    }
    said = []
    try:
        for task in tasks:
            text = task.article.text
            if text in there:
                said.append(f"{task.name} is there already as {there[text]}")
            else:
                path = uploads.add_to_library(task.article, task.stem, workspace.folder())
                there[text] = path.name
                said.append(f"{task.name} is now {path.name}")
    except VisavisError as error:
        said.append(str(error))
        st.session_state["added"] = notice("Not all could be added:", said, kind="problem")
    else:
        st.session_state["added"] = notice("The library, on the page “Read”, has them:", said)


def _forget() -> None:
    for key in ("job", "added"):
        st.session_state.pop(key, None)


main()
