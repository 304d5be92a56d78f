"""One pair as HTML: its terms, its flags, how an alternative differs, where the target comes from.

Pure functions; every text passes `html.escape`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from html import escape

from visavis.corpus.article import Span
from visavis.reader.wording import count
from visavis.translate.bilingual.pairs import Method, Pair, TermUse
from visavis.translate.engine.signature import EngineSignature
from visavis.translate.fidelity.flags import EXPLANATIONS
from visavis.translate.fidelity.invented_words import invented_words
from visavis.translate.fidelity.numbers import lost_numbers
from visavis.translate.formats.marks import MADE_BY, OUTCOMES
from visavis.translate.glossary.terms import Glossary, Term
from visavis.translate.memory.store import Kept
from visavis.translate.terminology.uses import said_terms

METHODS: dict[Method, str] = {
    "substitution": "put in place of the words that stood for it",
    "inline": "asked for in the French",
    "constrained": "forced while decoding",
    "insertion": "put between the other words",
}
_PIECE = re.compile(r"\w+(?:['’-]\w+)*|\s+|[^\w\s]")


def source(pair: Pair) -> str:
    """The French with its terms underlined."""
    marked = _marked(pair.source, [use.source for use in pair.terms])
    return f'<p class="pair-source" lang="fr">{marked}</p>'


def difference(present: str, other: str) -> str:
    """`other` with the words marked that `present` has not, and those struck that only it has."""
    before, after = _PIECE.findall(present), _PIECE.findall(other)
    parts = []
    # A word that only lost its capital, because another now begins the sentence, is the same.
    same = SequenceMatcher(
        None, [piece.casefold() for piece in before], [piece.casefold() for piece in after], False
    )
    steps = same.get_opcodes()
    for step, i, j, k, end in steps:
        gone, new = "".join(before[i:j]), "".join(after[k:end])
        if step == "equal":
            parts.append(escape(new))
            continue
        if gone.strip():
            parts.append(f"<del>{escape(gone)}</del>")
        if new.strip():
            parts.append(f"<ins>{escape(new)}</ins>")
        elif new:
            parts.append(new)
    return "".join(parts)


def alternative(present: str, pair: Pair, label: str = "") -> str:
    """Another target: how it differs, what it makes of the terms, how probable it is."""
    said = [_chip(pair, use) for use in pair.terms]
    said += [f'<span class="warn">{escape(text)}</span>' for text in _flags(pair)]
    if pair.score is not None:
        said.append(f'<span title="{_SCORE}">{_score(pair.score)}</span>')
    about = " · ".join([*([escape(label)] if label else []), *said])
    return (
        f'<div class="alternative"><p lang="en">{difference(present, pair.target)}</p>'
        f'<p class="about">{about}</p></div>'
    )


def account(pair: Pair) -> str:
    """What the text in the field makes of the terms, and what to look at again."""
    items = [
        f'<li class="{"missed" if use.outcome == "missed" else "said"}">{_term(pair, use)}</li>'
        for use in pair.terms
    ]
    items += [f'<li class="missed">{escape(text)}</li>' for text in _flags(pair)]
    return f'<ul class="verdict" aria-label="Terms and warnings">{"".join(items)}</ul>'


def term(pair: Pair, use: TermUse, rows: Sequence[Term]) -> str:
    """One term of a pair, what became of it, and its rows of the glossary."""
    lines = [_term(pair, use)]
    if use.method:
        lines.append(f"By the glossary: {METHODS[use.method]}.")
    lines += [_row(row) for row in rows]
    head, *rest = lines
    return f'<div class="use"><p>{head}</p>{"".join(f"<p class=about>{r}</p>" for r in rest)}</div>'


def origin(
    pair: Pair,
    kept: Kept | None,
    maker: tuple[str, int] | None,
    glossary: Glossary,
    *,
    current: bool,
    engine: EngineSignature | None = None,
) -> str:
    """Who made the target, with what, when; `maker` is of the machine's target.

    `engine` is the present one, told of in words where it made the target. The glossary is that of
    today; the target was made with it when it is `current`.
    """
    facts: list[tuple[str, str]] = []
    if kept:
        who = "a person wrote it" if kept.provenance == "edited" else "it was imported"
        facts.append(("This English", f"{who}, {when(kept.changed)}; no translation replaces it"))
    elif pair.provenance == "copied":
        facts.append(("This English", "is the French: there was nothing to translate"))
    elif not pair.target:
        facts.append(("This English", "is not there yet"))
    elif current:
        facts.append(("This English", "is the machine’s, with the model and the glossary of today"))
    else:
        facts.append(("This English", "is of another model, or of other rows of the glossary"))
    if maker:
        whose = "The machine’s" if kept else "Translated"
        facts.append((whose, when(maker[1])))
        facts += machine(maker[0], engine)
    if glossary.terms and (current or kept):
        lines = ", ".join(str(row) for row in dict.fromkeys(use.row for use in pair.terms))
        which = f"; of them here: line {lines}" if lines else "; none of them occurs here"
        facts.append(
            ("Glossary", f"{count(len(glossary.terms), 'row')} ({glossary.digest[:12]}){which}")
        )
    if pair.score is not None:
        facts.append(("Score", f"{_score(pair.score)}: {_SCORE}"))
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts)
    return f'<dl class="origin">{rows}</dl>{_changed(pair)}'


def machine(made_by: str, engine: EngineSignature | None) -> list[tuple[str, str]]:
    """What made a target, as (name, text): the present engine in words, another as it signed."""
    if engine is None or str(engine) != made_by:
        return [("Engine", made_by.replace("|", " · "))]
    beam = f"best of {engine.beam_size} hypotheses at every step"
    return [
        ("Model", f"{engine.model}, checksum {engine.checksum}"),
        ("Decoder", f"{engine.decoder}, {beam}, length penalty {engine.length_penalty}"),
    ]


def version(kept: Kept, present: str) -> str:
    """A target that people once wrote."""
    who = "written" if kept.provenance == "edited" else "imported"
    shown = difference(present, kept.target) if kept.target else "<em>no English</em>"
    return (
        f'<div class="alternative"><p lang="en">{shown}</p>'
        f'<p class="about">{who} {escape(when(kept.changed))}</p></div>'
    )


def when(moment: int) -> str:
    """Seconds since 1970 as a day and a time of the clock where the program runs."""
    at = datetime.datetime.fromtimestamp(moment)
    return f"{at.day} {at:%B %Y}, {at:%H:%M}"


def rows_listed(rows: Iterable[Term]) -> list[str]:
    """Rows of the glossary in plain text."""
    return [
        f"line {row.row}: {'|'.join(row.sources)} → {'|'.join(row.targets)}"
        + (f" ({row.status})" if row.status != "preferred" else "")
        for row in rows
    ]


_SCORE = "mean log-probability per token; the nearer to 0, the surer the model"


def _score(score: float) -> str:
    return f"{score:.2f}".replace("-", "−")


def _changed(pair: Pair) -> str:
    """What the glossary changed, word by word, and by which method."""
    if not pair.plain:
        return ""
    by = dict.fromkeys(METHODS[use.method] for use in pair.terms if use.method)
    how = f" The terms were {', or '.join(by)}." if by else ""
    before = f" Without it the score was {_score(pair.plain_score)}." if pair.plain_score else ""
    return (
        f'<p class="about">What the glossary changed:</p>'
        f'<p class="changed" lang="en">{difference(pair.plain, pair.target)}</p>'
        f'<p class="about">{escape((how + before).strip())}</p>'
    )


def _flags(pair: Pair) -> list[str]:
    texts = []
    terms = said_terms(pair.terms, pair.target)
    for flag in pair.flags:
        if flag == "numbers" and (lost := lost_numbers(pair.source, pair.target)):
            texts.append(f"Not in the English: {count(len(lost), 'number')} ({', '.join(lost)}).")
        elif flag == "invented" and (words := invented_words(pair.source, pair.target, terms)):
            texts.append(f"Not English: {', '.join(words)}.")
        else:
            texts.append(EXPLANATIONS[flag])
    return texts


def _chip(pair: Pair, use: TermUse) -> str:
    if use.outcome == "missed" or use.target is None:
        kind, text = ("warn", f"not {use.rendering}") if use.outcome == "missed" else ("ok", "")
    else:
        kind, text = "ok", pair.target[slice(*use.target)]
    return f'<span class="{kind}">{escape(text or use.term)}</span>'


def _term(pair: Pair, use: TermUse) -> str:
    """`levées de fonds → funding rounds`: inflected, said in another form."""
    french = escape(pair.source[slice(*use.source)])
    said = "" if use.target is None else pair.target[slice(*use.target)]
    english = use.rendering if use.outcome == "missed" or not said else said
    what = OUTCOMES[use.outcome]
    if use.outcome == "already" and pair.provenance in MADE_BY:
        what = "said"
    if use.outcome == "missed":
        what = f"missed: {use.reason or what}"
    elif use.reason:
        what = use.reason
    return (
        f'<b lang="fr">{french}</b> → <b lang="en">{escape(english)}</b> '
        f'<span class="about">{escape(what)}</span>'
    )


def _row(row: Term) -> str:
    return escape("Glossary, " + rows_listed([row])[0] + (f" — {row.note}" if row.note else ""))


def _marked(text: str, spans: Iterable[Span]) -> str:
    parts, before = [], 0
    for start, end in sorted(spans):
        if start >= before:
            parts += [escape(text[before:start]), f"<mark>{escape(text[start:end])}</mark>"]
            before = end
    return "".join(parts) + escape(text[before:])
