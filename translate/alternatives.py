"""Other translations of a segment, for a person to choose from.

Each goes through what every translation goes through: the glossary is put in where the sentence
bears it, its terms are accounted for, its flags are raised. Imports the modules of `translate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from translate.bilingual import Pair
from translate.constraints import WAYS, apply_glossary
from translate.engine import Engine
from translate.flags import find_flags
from translate.hypothesis import Hypothesis
from translate.matching import Matcher
from translate.terms import Glossary

COUNT = 6
"""How many a person looks at."""
_BEAM = 6


def alternatives(
    source: str,
    present: str,
    engine: Engine,
    glossary: Glossary,
    matcher: Matcher,
    *,
    prefix: str = "",
    count: int = COUNT,
) -> tuple[Pair, ...]:
    """At most `count` other translations than `present`, the best first.

    `prefix` is the English that they begin with, as far as the glossary lets it stand. Those that
    say more of their terms come first, then those with fewer flags, then those that the model finds
    more probable. None for a source that is passed through, or too long to be scored.
    """
    if not engine.can_score(source):
        return ()
    texts = [
        text
        for text in engine.alternatives(source, best=_BEAM, prefix=prefix)
        if text != present and engine.can_score(text)
    ]
    scored = engine.score([(source, None, text) for text in texts])
    scores = {text: one.mean for text, one in zip(texts, scored, strict=True)}
    chosen = _unlike(present, scores, count)
    links = engine.align([(source, text) for text in chosen])
    hypotheses = [
        Hypothesis(text, round(scores[text], 3), aligned)
        for text, aligned in zip(chosen, links, strict=True)
    ]
    # The first of the ways costs little; the others would leave nothing of the alternative.
    made = apply_glossary(
        [source] * len(chosen),
        hypotheses,
        [matcher.find(source)] * len(chosen),
        engine,
        glossary,
        WAYS[:1],
    )
    pairs = {
        one.target: Pair(
            source,
            one.target,
            "engine",
            one.score,
            find_flags(source, one.target),
            one.terms,
            one.links,
            one.plain,
            one.plain_score,
        )
        for one in made
        if one.target != present
    }
    return tuple(sorted(pairs.values(), key=_rank))


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
