"""The scores on the page "Quality": BLEU, chrF and TER with and without the glossary.

Holds widgets and their order; what is compared with what, and how, is in
`translate.review.quality`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from time import monotonic

import pandas as pd
import streamlit as st

from visavis.corpus.errors import VisavisError
from visavis.reader import workspace
from visavis.reader.charts import Theme, score_chart
from visavis.reader.wording import about, count, notice
from visavis.translate.glossary.file import EMPTY
from visavis.translate.review import quality
from visavis.translate.review.quality import Comparison, QualityError
from visavis.translate.translator import Translator

WHOLE = "All together"
_METRICS = ("BLEU", "chrF2", "TER")
_SAMPLE = 8
"""Sentences that are translated to see how long the others will take."""
_SIZE = 5
"""Megabytes of an uploaded file of references."""

_MEANING = (
    "BLEU and chrF count the runs of words and of characters that a translation shares with the "
    "reference, TER the edits between the two. They tell two versions of one program apart on the "
    "same texts; they do not say that a translation is right, and figures from other texts are no "
    "comparison. ± is where 95 of 100 samples of such sentences would lie. A difference may be "
    "chance when drawing the sentences anew makes one as large in 5 of 100 cases or more."
)

References = Mapping[str, Mapping[str, str]]
"""For each text the references of its sentences."""


def show_scores() -> None:
    """Draw the scores of the engine, with and without the glossary."""
    sets = _reference_sets()
    if not sets:
        folder = workspace.folder().parent / "references"
        st.html(
            notice(
                "There are no references to compare with. Put files with two columns, source and "
                f"target, named as their articles, into {folder}, or upload one below."
            )
        )
        _upload()
        return
    names = list(sets)
    chosen = st.selectbox("References", names, width=420, key="reference-set") or names[0]
    try:
        workspace.engine()  # else what the memory has would be scored
        both = workspace.translator(EMPTY), workspace.translator()
        if _prepared(sets[chosen], both):
            _show_scores(*_compared(sets[chosen], both))
    except VisavisError as error:
        problems = getattr(error, "problems", None) or [str(error)]
        st.html(notice("Nothing can be scored now:", problems, kind="problem"))
    _upload()


def _reference_sets() -> dict[str, References]:
    """The references beside the library, together, and each file that the person uploaded."""
    titles = {
        Path(name).stem: entry.article.title or name
        for name, entry in workspace.library().items()
        if entry.article
    }
    found: dict[str, Mapping[str, str]] = {}
    problems = []
    for path in sorted((workspace.folder().parent / "references").glob("*.tsv")):
        try:
            title = titles.get(path.stem, path.stem)
            found[f"{title} ({path.stem})" if title in found else title] = quality.read_references(
                path
            )
        except QualityError as error:
            problems.append(str(error))
    if problems:
        st.html(notice("These references cannot be used:", problems, kind="problem"))
    sets: dict[str, References] = {}
    if found:
        number = sum(map(len, found.values()))
        sets[f"{count(len(found), 'article')}, {count(number, 'sentence')}"] = found
    for name, pairs in st.session_state.get("references", {}).items():
        sets[f"{name}, {count(len(pairs), 'sentence')}"] = {name: pairs}
    return sets


def _upload() -> None:
    with st.expander("Score with references of your own", icon=":material/upload_file:"):
        st.html(
            '<p class="about">A table of tab-separated values: the first line says '
            "<code>source</code>, a tab, <code>target</code>; each line after it has a French "
            f"sentence and its English. Up to {_SIZE} MB, kept until you close the window.</p>"
        )
        version = st.session_state.setdefault("reference-drops", 0)
        file = st.file_uploader(
            "References", type=["tsv"], max_upload_size=_SIZE, key=f"reference-{version}"
        )
        if file is not None:
            try:
                pairs = quality.parse_references(file.getvalue(), file.name)
            except QualityError as error:
                st.html(notice("This file cannot be used:", [str(error)], kind="problem"))
                return
            st.session_state.setdefault("references", {})[file.name] = pairs
            st.session_state["reference-drops"] = version + 1
            st.rerun()


def _prepared(references: References, both: Sequence[Translator]) -> bool:
    """Whether all is translated that scores need; if not, offer to, with the time it takes."""
    sources = [source for pairs in references.values() for source in pairs]
    missing = _missing(sources, both)
    if not missing:
        return True
    if "pace" not in st.session_state:
        # The first sentences tell how fast this machine is today; they are not lost.
        some = missing[:_SAMPLE]
        began = monotonic()
        with st.spinner("Seeing how fast this machine is…"):
            for translator in both:
                quality.engine_pairs(translator, some)
        left = _missing(sources, both)
        st.session_state["pace"] = (_words(missing) - _words(left)) / (monotonic() - began)
        missing = left
        if not missing:
            return True
    number, words = len(missing), _words(missing)
    time = about(words / st.session_state["pace"])
    st.html(
        notice(
            f"To compare, {count(number, 'sentence')} ({count(words, 'word')}) must be translated "
            f"first, which takes {time}. What people edited is left aside: the engine is scored."
        )
    )
    if st.button("Translate and score", type="primary"):
        bar = st.progress(0.0, "Translating…")
        began, before = monotonic(), 0

        def show(done: int, _: int) -> None:
            done += before
            left = (monotonic() - began) / done * (number - done)
            said = f"{done} of {count(number, 'sentence')}, {about(left)} left"
            bar.progress(min(1.0, done / number), said)

        for translator in both:
            decoded = len(quality.to_decode(translator, sources))
            quality.engine_pairs(translator, sources, show)
            before += decoded
        st.rerun()
    return False


def _missing(sources: Sequence[str], both: Sequence[Translator]) -> list[str]:
    """What must be decoded without the glossary, and what with it."""
    return [source for translator in both for source in quality.to_decode(translator, sources)]


def _words(sources: Sequence[str]) -> int:
    return sum(len(source.split()) for source in sources)


def _compared(
    references: References, both: Sequence[Translator]
) -> tuple[dict[str, tuple[Comparison, ...]], int]:
    """For all texts together and for each of them the three comparisons; and all sentences."""
    said = [
        [
            tuple(pair.target for pair in quality.engine_pairs(translator, list(pairs)))
            for pairs in references.values()
        ]
        for translator in both
    ]
    wanted = [tuple(pairs.values()) for pairs in references.values()]
    found = {}
    if len(wanted) > 1:
        found[WHOLE] = _compare(*(sum(texts, ()) for texts in (*said, wanted)))
    for name, *texts in zip(references, *said, wanted, strict=True):
        found[name] = _compare(*texts)
    return found, sum(map(len, wanted))


@st.cache_data(max_entries=200, show_spinner="Scoring…")
def _compare(
    baseline: tuple[str, ...], hypotheses: tuple[str, ...], references: tuple[str, ...]
) -> tuple[Comparison, ...]:
    return quality.compare(baseline, hypotheses, references)


def _show_scores(found: Mapping[str, tuple[Comparison, ...]], sentences: int) -> None:
    first = next(iter(found.values()))
    st.html(_figures(first, sentences))
    table = pd.DataFrame(
        [
            (name, one.metric, one.baseline, one.value, one.margin, one.gain, verdict(one))
            for name, comparisons in found.items()
            for one in comparisons
        ],
        columns=["text", "metric", "baseline", "value", "margin", "gain", "verdict"],
    )
    metric = st.segmented_control(
        "Metric", _METRICS, default="BLEU", required=True, key="metric", persist_state="session"
    )
    st.altair_chart(
        score_chart(table, metric, theme()),
        key="scores",
        alt=f"{metric} of each text without and with the glossary; the table below has the numbers",
    )
    with st.expander("The numbers as a table", icon=":material/table:"):
        st.dataframe(
            table.rename(
                columns={
                    "baseline": "without the glossary",
                    "value": "with the glossary",
                    "margin": "±",
                    "gain": "better by",
                }
            ),
            hide_index=True,
            key="score-table",
        )
    signatures = "".join(
        f"<dt>{escape(one.metric)}</dt><dd>{escape(one.signature)}</dd>" for one in first
    )
    st.html(f'<dl class="signatures">{signatures}</dl>')


def verdict(one: Comparison) -> str:
    """What a difference is worth, in a few words."""
    if one.baseline == one.value:
        return "no difference"
    said = f"{abs(one.gain):.1f} {'better' if one.gain > 0 else 'worse'}"
    return f"{said}, may be chance" if one.chance else said


def _figures(comparisons: Sequence[Comparison], sentences: int) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(one.metric)}'
        f"{'<small>less is better</small>' if one.metric == 'TER' else ''}</th>"
        f"<td>{one.baseline:.1f}</td><td>{one.value:.1f} <small>± {one.margin:.1f}</small></td>"
        f"<td>{verdict(one)}</td></tr>"
        for one in comparisons
    )
    return (
        '<table class="figures"><thead><tr><th></th><th scope="col">Without the glossary</th>'
        '<th scope="col">With the glossary</th><th scope="col">Difference</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        f'<p class="about">{count(sentences, "sentence")}, one reference each. {_MEANING}</p>'
    )


def theme() -> Theme:
    """The theme that the person sees."""
    return "dark" if st.context.theme.type == "dark" else "light"
