"""Other translations of a segment, for a person to choose from.

Each goes through what every translation goes through: the glossary is put in where the sentence
bears it, its terms are accounted for, its flags are raised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from visavis.translate.bilingual.hypothesis import Hypothesis, join_parts
from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.engine import Engine
from visavis.translate.fidelity.verbatim import keep_verbatim, lost_facts
from visavis.translate.terminology.constraints import apply_glossary
from visavis.translate.translator import Translator

COUNT = 6
"""How many a person looks at."""
_BEAM = 6


def alternatives(
    translator: Translator, source: str, present: str, *, prefix: str = "", count: int = COUNT
) -> tuple[Pair, ...]:
    """At most `count` other translations than `present`, the best first.

    `prefix` is the English that they begin with, as far as the glossary and what is kept verbatim
    let it stand. None has lost more addresses or numbers than `present`. Those that say more of
    their terms come first, then those with fewer flags, then those that the model finds more
    probable. None for a source that is passed through, or too long to be scored.
    """
    engine = translator.engine
    if not engine.can_score(source):
        return ()
    texts = [text for text in _candidates(source, engine, prefix) if engine.can_score(text)]
    links = engine.align([(source, text) for text in texts])
    kept: dict[str, Hypothesis] = {}
    for text, aligned in zip(texts, links, strict=True):
        hypothesis = keep_verbatim(source, Hypothesis(text, None, aligned))
        kept.setdefault(hypothesis.target, hypothesis)
    kept.pop(present, None)
    # None that loses what the present translation has: an address, a number.
    bearable = lost_facts(source, present)
    kept = {text: one for text, one in kept.items() if lost_facts(source, text) <= bearable}
    scored = engine.score([(source, None, text) for text in kept])
    scores = {text: one.mean for text, one in zip(kept, scored, strict=True)}
    chosen = _unlike(present, scores, count)
    hypotheses = [replace(kept[text], score=round(scores[text], 3)) for text in chosen]
    # The first of the ways costs little; the others would leave nothing of the alternative.
    made = apply_glossary(
        [source] * len(chosen),
        hypotheses,
        [translator.matcher.find(source)] * len(chosen),
        engine,
        translator.glossary,
        ways=[("substitution",)],
    )
    pairs = {one.hypothesis.target: one.pair(source) for one in made}
    pairs.pop(present, None)
    return tuple(sorted(pairs.values(), key=_rank))


def _candidates(segment: str, engine: Engine, prefix: str) -> dict[str, None]:
    """Different translations, the likeliest of a beam first, then those of the next word.

    Of a segment that is decoded in parts, one part at a time differs, and `prefix` is left out of
    account. None for what is passed through.
    """
    spans = engine.parts(segment)
    if spans == ((0, len(segment)),):
        return dict.fromkeys(
            text
            for other_words in (False, True)
            for text in engine.n_best(segment, best=_BEAM, prefix=prefix, other_words=other_words)
        )
    parts = [engine.n_best(segment[a:b], best=_BEAM) for a, b in spans]
    if not parts or not all(parts):
        return {}
    choices = [[texts[0] for texts in parts]]
    for index, texts in enumerate(parts):
        choices += ([*choices[0][:index], text, *choices[0][index + 1 :]] for text in texts[1:])
    return dict.fromkeys(
        join_parts(segment, spans, [Hypothesis(text, 0.0, ()) for text in choice]).target
        for choice in choices
    )


def _rank(pair: Pair) -> tuple[int, int, float]:
    missed = sum(use.outcome == "missed" for use in pair.terms)
    return missed, len(pair.flags), -(pair.score or 0.0)


def _unlike(present: str, scores: Mapping[str, float], count: int) -> Sequence[str]:
    """The texts that are both probable and unlike each other.

    By maximal marginal relevance (Carbonell & Goldstein 1998): a beam's best are often one sentence
    in trifling variations. A nat per token weighs as much as all words in common.
    """
    rest = {text: text.split() for text in scores}
    likeness = dict.fromkeys(rest, 0.0)
    chosen: list[str] = []
    last = present.split()
    while rest and len(chosen) < count:
        for text, words in rest.items():
            shared = SequenceMatcher(None, last, words, autojunk=False).ratio()
            likeness[text] = max(likeness[text], shared)
        best = max(rest, key=lambda text: scores[text] - likeness[text])
        last = rest.pop(best)
        chosen.append(best)
    return chosen
