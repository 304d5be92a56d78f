"""What words are looked up under: the keys of a text's tokens, and a source as a path of such keys.

A key is a lemma (`levée`), an exact form (`=GPU`), an infinitive (`v:lever`), or, for titles in
capitals, a lemma without accents (`~levee`). Imports `translate.terms` and `translate.lemmas`.
"""

from __future__ import annotations

import functools

from translate.lemmas import (
    Kind,
    Token,
    is_acronym,
    is_known,
    nominal,
    nominal_forms,
    tokenize,
    verbs,
    without_accents,
)
from translate.terms import GAP, Term

# Steps that no word can be a key of: two kinds of gap, and the `est` of `s'est introduite`.
ANY_GAP = "<gap>"
PLURAL_GAP = "<gap before a plural>"
_BE = "<être>"
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


class LookUp:
    """The tokens of a segment and the keys under which each is looked up.

    `steps[i]` lists (next token, keys): one token, or several that hyphens tie together.
    """

    def __init__(self, text: str) -> None:
        self.tokens = tokenize(text)
        letters = [char for char in text if char.isalpha()]
        # A title in capitals: case tells nothing, and accents may be missing.
        self.capitals = sum(map(str.isupper, letters)) > 0.8 * len(letters) and any(
            len(token.text) > 3 and is_acronym(token.text) for token in self.tokens
        )
        self.steps = [self._steps(index) for index in range(len(self.tokens))]

    def lower(self, index: int) -> str:
        """The token in lower case, empty outside of the segment."""
        return self.tokens[index].text.lower() if 0 <= index < len(self.tokens) else ""

    def participle(self, index: int) -> frozenset[str]:
        """The infinitives of `levée` after a form of être or avoir, where it is not the noun."""
        lower = self.lower(index).removesuffix("s")
        if not lower.endswith("ée"):
            return frozenset()
        before = self.lower(index - 1)
        if before in _ADVERBS or before.endswith("ment"):
            before = self.lower(index - 2)
        return verbs(lower[:-1]) if before in BE_FORMS | HAVE_FORMS else frozenset()

    def _steps(self, index: int) -> list[tuple[int, frozenset[str]]]:
        token = self.tokens[index]
        keys = _keys(token.text, token.kind, self.capitals)
        if participle := self.participle(index):
            keys |= {"v:" + infinitive for infinitive in participle}
        steps = [(index + 1, keys)]
        if index + 1 == len(self.tokens) or not self.tokens[index + 1].joined:
            return steps
        joined = token.text.lower()
        for after, part in enumerate(self.tokens[index + 1 : index + 1 + _MAX_HYPHENS], index + 1):
            if not part.joined:
                break
            joined += part.text.lower()
            steps.append((after + 1, nominal_forms(joined)))
        return steps


@functools.lru_cache(maxsize=65536)
def _keys(text: str, kind: Kind, capitals: bool) -> frozenset[str]:
    """The keys of a token in a segment that is all in `capitals`, or is not."""
    if kind != "word":
        return frozenset() if kind == "opaque" else frozenset({text})
    lower = text.lower()
    keys = set(nominal_forms(lower))
    if text[0] == "E" and not is_known(lower):
        keys |= nominal_forms("é" + lower[1:])
    if capitals:
        keys |= {"~" + without_accents(key) for key in keys}
    keys.add("=" + text)
    if len(text) > 2 and (text[-1] in "sx" or (capitals and text[-1] == "S")):
        keys.add("=" + text[:-1])
    if lower in BE_FORMS:
        keys.add(_BE)
    keys |= {"v:" + infinitive for infinitive in verbs(lower)}
    return frozenset(keys)


def source_paths(source: str, term: Term) -> list[tuple[str, ...]]:
    """The ways through the trie that lead to a source.

    As it stands, with its hyphenated words written together, without accents for titles in
    capitals, with `s'est` for `se`.
    """
    tokens = tokenize(source)
    heads: list[list[str]] = [[]]
    if term.verb:
        heads, tokens = _verb_heads(tokens, gap=GAP in source)
    steps = [_step(token.text, token.kind, term) for token in tokens]
    merged: list[str] = []
    for index, token in enumerate(tokens):
        if token.joined and merged:
            first = max((at for at in range(index) if not tokens[at].joined), default=0)
            whole = "".join(part.text for part in tokens[first : index + 1])
            merged[-1] = _step(whole, "word", term)
        else:
            merged.append(steps[index])
    tails = [steps, merged]
    if any(without_accents(step) != step for step in steps):
        tails.append(["~" + without_accents(step) if step[0].isalpha() else step for step in steps])
    return list(dict.fromkeys((*head, *tail) for head in heads for tail in tails))


def _verb_heads(tokens: list[Token], *, gap: bool) -> tuple[list[list[str]], list[Token]]:
    """The steps that may lead up to a verb's object, and the tokens of the object."""
    words = [token.text.lower() for token in tokens]
    verb = 1 if words[0] == "se" and len(words) > 1 else 0
    while verb + 1 < len(tokens) and tokens[verb + 1].joined:
        verb += 1
    infinitives = verbs(words[verb])
    lemma = words[verb] if words[verb] in infinitives else min(infinitives, default="")
    head = [*map(nominal, words[:verb]), "v:" + lemma if lemma else nominal(words[verb])]
    rest = tokens[verb + 1 :]
    if rest and not gap:
        head.append(PLURAL_GAP if rest[0].text in ("des", "les") else ANY_GAP)
        while len(rest) > 1 and rest[0].text in DETERMINERS:
            rest = rest[1:]
    heads = [head]
    if verb and words[0] == "se":
        heads.append([head[0], _BE, *head[1:]])
    return heads, rest


def _step(text: str, kind: Kind, term: Term) -> str:
    if kind != "word":
        return ANY_GAP if text == GAP else text
    if term.case_sensitive or is_acronym(text):
        return "=" + text
    return nominal(text.lower())
