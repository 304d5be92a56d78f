"""Number, tense and articles: what makes a glossary's rendering fit into an English sentence.

English inflection comes from lemminflect (light, no download; `inflect` knows no tenses and, as
lemminflect too, writes `GPUS`, hence acronyms are inflected here). Imports `translate.lemmas`.
"""

from __future__ import annotations

import functools
import re
import warnings

from translate.lemmas import is_acronym, nominal, tokenize

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lemminflect import getAllLemmas, getInflection

_PLURAL_WORDS = frozenset(
    "les des ces mes tes ses nos vos leurs aux plusieurs quelques certains certaines différents "
    "différentes divers diverses nombreux nombreuses beaucoup milliers millions milliards "
    "centaines dizaines deux trois quatre cinq six sept huit neuf dix cent cents mille tous "
    "toutes".split()
)
_SINGULAR_WORDS = frozenset("le la un une ce cet cette mon ma ton ta son sa du au chaque".split())
_AFTER_THE_HEAD = frozenset("de d' du des à en au aux par sur pour sans".split())
# No plural, though a library makes one.
_UNCOUNTABLE = frozenset(
    "capital cash computing crowdfunding data equity fundraising funding hardware information "
    "infrastructure intelligence inference learning liquidity money power research software "
    "training".split()
)
_SPELLED_WITH_A_VOWEL = "AEFHILMNORSX"


def is_plural(segment: str, start: int, end: int) -> bool:
    """Whether the French words `segment[start:end]` are a plural.

    The head decides (`levées` in `levées de fonds`); where its form does not tell (`GPU`, `prix`),
    the determiner or numeral before it does.
    """
    for token in tokenize(segment[start:end]):
        word = token.text.lower()
        if word in _AFTER_THE_HEAD:
            break
        if word[-1:] in "sx" and not is_acronym(token.text) and nominal(word) != word:
            return True
        if is_acronym(token.text.removesuffix("s")) and token.text.endswith("s"):
            return True
    before = [token.text.lower() for token in tokenize(segment[:start])][-4:]
    for word in reversed(before):
        if word in _PLURAL_WORDS or (word.isdigit() and word not in ("0", "1")):
            return True
        if word in _SINGULAR_WORDS:
            return False
    return False


def pluralize(phrase: str) -> str:
    """The plural of an English noun phrase; mass nouns and plurals stay as they are."""
    head, of, rest = phrase.partition(" of ")
    modifiers, space, noun = head.rpartition(" ")
    return modifiers + space + _plural(noun) + of + rest


@functools.lru_cache(maxsize=10_000)
def _plural(noun: str) -> str:
    bare = noun.rpartition("-")[2]
    if bare.lower() in _UNCOUNTABLE or bare.lower().endswith("ware"):
        return noun
    if is_acronym(bare) or (bare[-1:].isupper() and any(map(str.isupper, bare[:-1]))):
        return noun + "s"
    lower = noun.lower()
    lemmas = getAllLemmas(lower, upos="NOUN").get("NOUN", ())
    if lower.endswith("s") and lemmas and lower not in lemmas:
        return noun
    inflected = getInflection(lower, tag="NNS")
    plural = inflected[0] if inflected else lower + "s"
    return noun[:1] + plural[1:] if noun[1:].islower() or len(noun) == 1 else plural


def conjugate(phrase: str, like: str, before: str = "") -> str:
    """An English verb phrase with its verb in the form that `like` has.

    `like` is the words it replaces (`collected` makes `raise funds` `raised funds`), `before` the
    text in front of them, which tells a participle from a past tense. When `like` is no verb form,
    the phrase stays as it is.
    """
    verb, space, rest = phrase.partition(" ")
    for word in re.findall(r"[a-z]+", like.lower()):
        tag = _verb_tag(word, before)
        if tag:
            inflected = getInflection(verb.lower(), tag=tag)
            return (inflected[0] if inflected else verb) + space + rest
    return phrase


def _verb_tag(word: str, before: str) -> str:
    lemmas = getAllLemmas(word, upos="VERB").get("VERB", ())
    for lemma in lemmas:
        for tag in ("VBG", "VBD", "VBN", "VBZ"):
            if word in getInflection(lemma, tag=tag) and word != lemma:
                if tag != "VBD":
                    return tag
                participle = re.search(
                    r"\b(?:has|have|had|having|be|been|being|was|were|is|are)\s+(?:\w+ly\s+)?$",
                    before.lower(),
                )
                return "VBN" if participle else "VBD"
    return ""


def indefinite_article(phrase: str) -> str:
    """`a` or `an`, as the first word sounds: `an AI startup`, `a GPU`, `an xAI model`."""
    word = (re.findall(r"[\w'’]+", phrase) or [""])[0]
    spelled = (is_acronym(word) and (len(word) <= 3 or not re.search("[AEIOU]", word[1:]))) or (
        len(word) > 1 and word[0].islower() and word[1].isupper()
    )
    if spelled or re.match(r"[A-Z]\d", word):
        return "an" if word[0].upper() in _SPELLED_WITH_A_VOWEL else "a"
    if word[:1].isdigit():
        return "an" if re.match(r"8|1[18](?!\d)|1[18]\d{3}(?!\d)", word) else "a"
    lower = word.lower()
    if re.match(r"(?:uni(?!n|m)|us[aeiu]|eu|ut[eio]|ubi|one\b|once|ur[aiou]n)", lower):
        return "a"
    if re.match(r"(?:hour|honest|hono|heir)", lower):
        return "an"
    return "an" if lower[:1] in tuple("aeiou") else "a"


@functools.lru_cache(maxsize=50_000)
def forms(word: str, verb: bool = False) -> frozenset[str]:
    """What an English word may be compared by: itself and its lemmas, without a possessive.

    Of its verb lemmas only when it stands where a verb row has its verb: `funding` is no `fund`.
    """
    bare = re.sub(r"['’]s?$", "", word.casefold())
    if not bare:
        return frozenset()
    tag = "VERB" if verb else "NOUN"
    found = {bare, *getAllLemmas(bare, upos=tag).get(tag, ())}
    # Words that the library does not know, acronyms above all.
    unknown = len(bare) > 2 and bare.endswith("s") and not bare.endswith(("ss", "us", "is"))
    if not verb and (unknown or (bare.endswith("s") and word[:2].isupper())):
        found.add(bare[:-1])
    return frozenset(found)
