"""Terms that a library asks for: recurring phrases without a row, the unsteadily rendered first.

Phrases are ranked by the C-value (Frantzi, Ananiadou & Mima 2000, "Automatic recognition of
multi-word terms: the C-value/NC-value method"), by how much rarer their words are in everyday
French, and by how many ways the English has of saying them.
"""

from __future__ import annotations

import math
import operator
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

import simplemma

from visavis.corpus.article import Span
from visavis.translate.bilingual.alignment import ENGLISH_WORD, words
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.noun_phrases import Kind, Phrase, phrases
from visavis.translate.language.everyday import everyday_rate
from visavis.translate.language.lemmas import is_acronym
from visavis.translate.lexicon.french import singular

_EVERYDAY = 100
"""Uses per million from which on a word alone is no term."""
_EDGES = frozenset(
    "a an the of to in on at by for from with and or but that which who this these those its his "
    "her their our your my is are was were be been has have had as it".split()
)


@dataclass(frozen=True)
class Rendering:
    """English that stands for a phrase, in the form most often seen, and how often it does."""

    english: str
    count: int


@dataclass(frozen=True)
class Suggestion:
    """A phrase that could be a row.

    `source` is the form most often seen, in the singular where that was seen at all; `count` its
    occurrences, `articles` how many articles have it; `renderings` are the most frequent first,
    and `spread` is their entropy in bits: 0 when the English always says the same. `target` is
    what a row could say, empty when no word is aligned. `example` is a pair in which it stands.
    """

    source: str
    target: str
    kind: Kind
    count: int
    articles: int
    renderings: tuple[Rendering, ...]
    spread: float
    score: float
    example: Pair


@dataclass(slots=True)
class _Found:
    words: int
    kind: Kind
    forms: Counter[str] = field(default_factory=Counter)
    renderings: dict[str, Counter[str]] = field(default_factory=dict)
    articles: set[int] = field(default_factory=set)
    pairs: list[Pair] = field(default_factory=list)
    anchored: int = 0

    @property
    def count(self) -> int:
        return len(self.pairs)


def suggest(
    articles: Iterable[BilingualArticle],
    matcher: Matcher,
    *,
    least: int = 2,
    limit: int = 100,
) -> tuple[Suggestion, ...]:
    """The phrases seen at least `least` times that no term matches; names come after all others.

    Sentences that an article repeats count once in it.
    """
    found, total = _collect(articles, matcher)
    often = {key: phrase for key, phrase in found.items() if phrase.count >= least}
    c_values = _c_values(often)
    ranked = []
    for key, phrase in often.items():
        if c_values[key] <= 0 or phrase.anchored < phrase.count / 2:
            continue
        rate = min((everyday_rate(word) for word in _content(key)), default=0)
        if phrase.kind == "term" and rate > _EVERYDAY:
            continue
        rarer = math.log2(1 + 1e6 * phrase.count / max(total, 1) / (rate + 10))
        suggestion = _suggestion(phrase, c_values[key] * rarer)
        ranked.append(suggestion)
    ranked.sort(key=lambda s: (s.kind == "name", -s.score, s.source))
    return tuple(s for s in ranked if not _matched(matcher, s.source))[:limit]


def _collect(
    articles: Iterable[BilingualArticle], matcher: Matcher
) -> tuple[dict[tuple[str, ...], _Found], int]:
    """All phrases that are not, and not part of, a term of the glossary; and the words read."""
    found: dict[tuple[str, ...], _Found] = {}
    total = 0
    for number, article in enumerate(articles):
        pairs = {pair.source: pair for block in article.pairs for pair in block}
        for source, pair in pairs.items():
            total += source.count(" ") + 1
            taken = [(match.start, match.end) for match in matcher.find(source)]
            for phrase in phrases(source):
                if not _free(phrase.span, taken):
                    continue
                here = found.setdefault(phrase.key, _Found(phrase.words, phrase.kind))
                here.forms[_form(source, phrase)] += 1
                here.articles.add(number)
                here.pairs.append(pair)
                here.anchored += phrase.anchored
                if english := _aligned(pair, phrase.span):
                    lemmas = " ".join(map(_english_lemma, english.lower().split()))
                    here.renderings.setdefault(lemmas, Counter())[english] += 1
    return found, total


def _free(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a phrase lies apart from all terms, or is longer than one that it contains."""
    apart = (span[1] <= start or end <= span[0] for start, end in taken)
    longer = (span[0] <= start and end <= span[1] for start, end in taken)
    return span not in taken and all(map(operator.or_, apart, longer))


def _c_values(found: dict[tuple[str, ...], _Found]) -> dict[tuple[str, ...], float]:
    """The C-value of each phrase, with log2(1/2 + words): single words count too, but less."""
    longer: dict[tuple[str, ...], list[int]] = {}
    for key, phrase in found.items():
        inner = {
            key[start:end]
            for start in range(len(key))
            for end in range(start + 1, len(key) + 1)
            if end - start < len(key)
        }
        for part in inner & found.keys():
            longer.setdefault(part, []).append(phrase.count)
    return {
        key: math.log2(0.5 + phrase.words)
        * (phrase.count - (sum(nests) / len(nests) if (nests := longer.get(key)) else 0))
        for key, phrase in found.items()
    }


def _suggestion(phrase: _Found, weight: float) -> Suggestion:
    source = _best_form(phrase.forms)
    # Of renderings that are as frequent, the one that looks like the French is the likelier.
    groups = sorted(
        phrase.renderings.values(),
        key=lambda forms: (-forms.total(), -_likeness(source, min(forms)), min(forms)),
    )
    renderings = tuple(Rendering(_best_english(forms), forms.total()) for forms in groups)
    shares = [forms.total() / sum(g.total() for g in groups) for forms in groups]
    spread = -sum(share * math.log2(share) for share in shares) + 0.0
    target = renderings[0].english if renderings else ""
    if phrase.kind != "term" and any(r.english == source for r in renderings):
        target = source
    return Suggestion(
        source,
        target,
        phrase.kind,
        phrase.count,
        len(phrase.articles),
        renderings,
        round(spread, 2),
        # The entropy of a few occurrences is mostly chance.
        round(weight * (1 + spread * (phrase.count - 1) / (phrase.count + 1)), 2),
        min(phrase.pairs, key=lambda pair: (abs(len(pair.source) - 90), pair.source)),
    )


def _likeness(french: str, english: str) -> float:
    return SequenceMatcher(None, french.casefold(), english.casefold(), autojunk=False).ratio()


def _form(source: str, phrase: Phrase) -> str:
    text = " ".join(source[slice(*phrase.span)].split())
    if phrase.kind == "acronym":
        return phrase.key[0]
    if phrase.kind == "name" or is_acronym(text.split()[0]):
        return text
    return text[0].lower() + text[1:]


def _best_form(forms: Counter[str]) -> str:
    """The form most often seen, of those with a singular first word when there are any."""
    singulars = [form for form in forms if singular(_head(form)) == _head(form)]
    return max(singulars or list(forms), key=lambda form: (forms[form], -len(form), form))


def _head(form: str) -> str:
    return re.split(r"[\s'’-]", form.lower(), maxsplit=1)[0]


def _best_english(forms: Counter[str]) -> str:
    singular = [form for form in forms if _english_lemma(last := form.split()[-1].lower()) == last]
    return max(singular or list(forms), key=lambda form: (forms[form], -len(form), form))


def _aligned(pair: Pair, span: Span) -> str:
    """The English for a span of the French: one run of words, without small words at its ends."""
    spans = words(pair.target, ENGLISH_WORD)
    linked = {
        link.target
        for link in pair.alignment
        if link.source[0] < span[1] and link.source[1] > span[0]
    }
    places = [index for index, word in enumerate(spans) if word in linked]
    texts = [pair.target[slice(*word)] for word in spans]
    runs = [run for run in _runs(places) if any(texts[i].lower() not in _EDGES for i in run)]
    if not runs:
        return ""
    best = max(runs, key=lambda run: (sum(texts[i].lower() not in _EDGES for i in run), -run[0]))
    while texts[best[0]].lower() in _EDGES:
        best = best[1:]
    while texts[best[-1]].lower() in _EDGES:
        best = best[:-1]
    first, last = best[0], best[-1]
    # Small words within belong to the phrase (`cost of capital`); punctuation ends it.
    english = pair.target[spans[first][0] : spans[last][1]]
    english = re.split(r"[,;:.!?()«»“”]\s", english)[0]
    return english if is_acronym(english) or first else english[0].lower() + english[1:]


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Runs of neighbouring places; a gap of two is bridged."""
    run = list(places[:1])
    for before, after in pairwise(places):
        if after - before > 3:
            yield run
            run = []
        run.append(after)
    if run:
        yield run


def _content(key: Sequence[str]) -> Iterator[str]:
    return (word for word in key if word not in ("de", "à", "en"))


def _matched(matcher: Matcher, source: str) -> bool:
    return any((match.start, match.end) == (0, len(source)) for match in matcher.find(source))


@lru_cache(maxsize=65536)
def _english_lemma(word: str) -> str:
    return simplemma.lemmatize(word, lang="en")
