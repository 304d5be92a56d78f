"""What words are looked up under: the steps of a glossary's sources, and the forms of each step.

A step is a noun or an adjective in the singular (`levée`; `head:levée` where it decides alone), an
exact form (`=GPU`), an infinitive (`v:lever`), or a number or mark as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from visavis.translate.glossary.terms import GAP, Term
from visavis.translate.language.lemmas import (
    Kind,
    Token,
    is_acronym,
    is_known,
    nominal,
    tokenize,
    verbs,
    without_accents,
)
from visavis.translate.lexicon.french import noun_forms, of_participle, singular, verb_forms

# Steps that no word can be a key of: two kinds of gap, and the `est` of `s'est introduite`.
ANY_GAP = "<gap>"
PLURAL_GAP = "<gap before a plural>"
BE = "<être>"
BE_FORMS = frozenset("est sont était étaient sera seront serait seraient être été soit".split())
_ADVERBS = frozenset("déjà bien enfin aussi toujours depuis jamais pas plus vite hier".split())
HAVE_FORMS = frozenset("ai as a avons avez ont avait avaient aura auront eu ayant avoir".split())

SINGULAR = frozenset(
    "un une le la ce cet cette mon ma ton ta son sa notre votre aucun aucune chaque du".split()
)
DETERMINERS = SINGULAR | frozenset(
    "des les de ces mes tes ses nos vos leur leurs quelques plusieurs".split()
)
_MAX_HYPHENS = 3


class Vocabulary:
    """Every form in which the words of a glossary may stand, and the steps that each of them is."""

    def __init__(self, steps: Iterable[str]) -> None:
        self.words: dict[str, set[str]] = {}
        self.exact: dict[str, set[str]] = {}
        self.bare: dict[str, set[str]] = {}
        """The same words without accents, where they have any."""
        for step in steps:
            mark, _, word = step.partition("=")
            if not mark and word:
                for form in (word, *(word + plural for plural in "sxS" if len(word) > 1)):
                    self.exact.setdefault(form, set()).add(step)
                continue
            for form in written(step):
                self.words.setdefault(form, set()).add(step)
                if not form.isascii():
                    self.bare.setdefault(without_accents(form), set()).add(step)


@lru_cache(maxsize=65536)
def written(step: str) -> frozenset[str]:
    """The forms of a step, in lower case and without ligatures."""
    if step == BE:
        return BE_FORMS
    kind, colon, word = step.rpartition(":")
    if kind == "v":
        # `levée` is the noun, save after an auxiliary (`LookUp.participle`); `lancée` may be both,
        # though the lexicon has it as a noun: simplemma knows which is common.
        return frozenset(
            form
            for form in verb_forms(word)
            if word not in of_participle(form)
            or word in verbs(form)
            or nominal(form) != form.removesuffix("s")
        )
    return noun_forms(word or step, adjective=kind == "adj", head=bool(colon))


class LookUp:
    """The tokens of a segment and the steps that each may be.

    `steps[i]` lists (next token, steps): one token, or several that hyphens tie together.
    """

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.tokens = tokenize(text)
        self.vocabulary = vocabulary
        letters = [char for char in text if char.isalpha()]
        # A title in capitals: case tells nothing, and accents may be missing.
        self.capitals = sum(map(str.isupper, letters)) > 0.8 * len(letters) and any(
            len(token.text) > 3 and is_acronym(token.text) for token in self.tokens
        )
        # Whoever writes one accent on a capital writes all of them.
        self.accents = any(
            is_acronym(token.text) and without_accents(token.text) != token.text
            for token in self.tokens
            if not token.text.isascii()
        )
        self.steps = [self._steps(index) for index in range(len(self.tokens))]

    def lower(self, index: int) -> str:
        """The token in lower case, empty outside of the segment."""
        return self.tokens[index].text.lower() if 0 <= index < len(self.tokens) else ""

    def participle(self, index: int) -> frozenset[str]:
        """The infinitives of `levée` after a form of être or avoir, where it is not the noun."""
        before = self.lower(index - 1)
        if before in _ADVERBS or before.endswith("ment"):
            before = self.lower(index - 2)
        if before not in BE_FORMS and before not in HAVE_FORMS:
            return frozenset()
        return of_participle(folded(self.lower(index)))

    def _steps(self, index: int) -> list[tuple[int, set[str]]]:
        token = self.tokens[index]
        steps = [(index + 1, self._of(token, index))]
        if index + 1 == len(self.tokens) or not self.tokens[index + 1].joined:
            return steps
        joined = token.text.lower()
        for after, part in enumerate(self.tokens[index + 1 : index + 1 + _MAX_HYPHENS], index + 1):
            if not part.joined:
                break
            joined += part.text.lower()
            steps.append((after + 1, self.vocabulary.words.get(folded(joined), set())))
        return steps

    def _of(self, token: Token, index: int) -> set[str]:
        """The steps that one token may be."""
        if token.kind != "word":
            return set() if token.kind == "opaque" else {token.text}
        text = token.text
        lower = folded(text)
        found = self.vocabulary.words.get(lower, _NONE)
        if exact := self.vocabulary.exact.get(text):
            # In a title in capitals only is `GPUS` the plural of `GPU`.
            found = found | {
                step for step in exact if self.capitals or text[len(step) - 1 :] != "S"
            }
        if text[0] == "E" and (accented := self.vocabulary.words.get("é" + lower[1:])):
            found = found if is_known(lower) else found | accented
        if text.isupper() and (bare := self.vocabulary.bare.get(lower)) and self._bare(index):
            found = found | bare
        if index and lower[-1] in "es" and (participle := self.participle(index)):
            found = found | {"v:" + infinitive for infinitive in participle}
        return found

    def _bare(self, index: int) -> bool:
        """Whether a token in capitals may lack accents: `GENERALE`, but not `MARCHE` by itself."""
        if self.accents or self.capitals:
            return self.capitals and not self.accents
        near = (at for at in range(index - 2, index + 3) if at != index)
        word = self.tokens[index].text
        return (len(word) > 3 and not is_known(word)) or any(
            len(self.lower(at)) > 3 and is_acronym(self.tokens[at].text) for at in near
        )


def folded(word: str) -> str:
    """Lower case without ligatures, as the lexicon has its words."""
    lower = word.lower()
    return lower if lower.isascii() else lower.replace("œ", "oe").replace("æ", "ae")


def source_paths(source: str, term: Term) -> list[tuple[str, ...]]:
    """The ways through the trie that lead to a source.

    As it stands, with its hyphenated words written together, with `s'est` for `se`.
    """
    tokens = tokenize(source)
    heads: list[list[str]] = [[]]
    if term.verb:
        heads, tokens = _verb_heads(tokens, gap=GAP in source)
    # A word by itself, and the object of a verb, are all that tells what is meant.
    decides = len(tokens) == 1 or term.verb
    steps = [
        _step(token.text, token.kind, term, head=decides and index == 0)
        for index, token in enumerate(tokens)
    ]
    merged: list[str] = []
    for index, token in enumerate(tokens):
        if token.joined and merged:
            first = max((at for at in range(index) if not tokens[at].joined), default=0)
            whole = "".join(part.text for part in tokens[first : index + 1])
            merged[-1] = _step(whole, "word", term)
        else:
            merged.append(steps[index])
    return list(dict.fromkeys((*head, *tail) for head in heads for tail in (steps, merged)))


def lemma_path(source: str, term: Term) -> tuple[str, ...]:
    """A source as a path of lemmas, the same for all that match the same words."""
    return tuple(step.rpartition(":")[2] for step in source_paths(source, term)[0])


def _verb_heads(tokens: list[Token], *, gap: bool) -> tuple[list[list[str]], list[Token]]:
    """The steps that may lead up to a verb's object, and the tokens of the object."""
    words = [folded(token.text) for token in tokens]
    verb = 1 if words[0] == "se" and len(words) > 1 else 0
    while verb + 1 < len(tokens) and tokens[verb + 1].joined:
        verb += 1
    infinitives = verbs(words[verb])
    lemma = words[verb] if words[verb] in infinitives else min(infinitives, default=words[verb])
    head = [*words[:verb], "v:" + lemma]
    rest = tokens[verb + 1 :]
    if rest and not gap:
        head.append(PLURAL_GAP if rest[0].text in ("des", "les") else ANY_GAP)
        while len(rest) > 1 and rest[0].text in DETERMINERS:
            rest = rest[1:]
    heads = [head]
    if verb and words[0] == "se":
        heads.append([head[0], BE, *head[1:]])
    return heads, rest


def _step(text: str, kind: Kind, term: Term, *, head: bool = False) -> str:
    if kind != "word":
        return ANY_GAP if text == GAP else text
    if term.case_sensitive or is_acronym(text):
        return "=" + text
    prefix = "adj:" if term.kind == "adj" else "head:" if head else ""
    return prefix + singular(folded(text))


_NONE: set[str] = set()
