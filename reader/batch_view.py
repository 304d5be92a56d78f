"""The articles of the page "Translate" while they are translated, and what one does with them then.

Holds widgets and their order.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from visavis.corpus.errors import VisavisError
from visavis.reader import uploads, workspace
from visavis.reader.jobs import Job, State, Task, seconds_left
from visavis.reader.wording import about, count, notice
from visavis.translate.formats import FORMATS, Format, format_named
from visavis.translate.formats.markdown import Layout

_FORMATS = {
    "html": "Web page",
    "epub": "E-book (EPUB)",
    "csv": "Table (CSV)",
    "parquet": "Table (Parquet)",
    "tmx": "Translation memory (TMX)",
    "json": "JSON",
}
"""What a person calls the formats; those that are not here are called by their names."""
_STATES = {"waiting": "waiting", "cancelled": "not translated", "failed": "failed"}


def heading(line: str) -> None:
    """The title of the page, with a line below it."""
    st.html(f'<header class="page"><h1>Translate</h1><p class="about">{escape(line)}</p></header>')


def watch(job: Job) -> None:
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
    with st.container(key="watched"):
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
        said = f'<progress{measure} aria-label="translated"></progress> {said}'
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


def results(job: Job) -> None:
    """What became of each article, to be downloaded and added to the library."""
    tasks = job.tasks
    done = [task for task in tasks if task.state == "done"]
    heading(_outcome(tasks, job.elapsed))
    with st.container(horizontal=True, vertical_alignment="bottom", key="options"):
        if done:
            format_choice()
            form = format_named(*st.session_state["batch-format"])
            st.download_button(
                f"Download {count(len(done), 'article')}",
                partial(archive, done, form),
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
    def number(state: State) -> int:
        return sum(task.state == state for task in tasks)

    said = f"{count(number('done'), 'article')} translated in {about(elapsed)}"
    if failed := number("failed"):
        said += f", {failed} failed"
    if cancelled := number("cancelled"):
        said += f", {cancelled} not translated"
    return f"{said}."


def archive(tasks: Sequence[Task], form: Format) -> bytes:
    """A zip with one file for each translated article."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for task in tasks:
            if task.bilingual is not None:
                packed.writestr(f"{task.stem}{form.suffix}", form.write(task.bilingual))
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
    choices: dict[tuple[str, Layout], str] = {
        ("markdown", "table"): "Markdown, side by side",
        ("markdown", "interleaved"): "Markdown, interleaved",
    }
    for name in FORMATS:
        if name != "markdown":
            choices[name, "table"] = _FORMATS.get(name, name.upper())
    return choices
