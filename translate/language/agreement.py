"""Number, tense and articles: what makes a glossary's rendering fit into an English sentence.

English inflection comes from lemminflect (light, no download; `inflect` knows no tenses and, as
lemminflect too, writes `GPUS`, hence acronyms are inflected here).
"""

from __future__ import annotations

import functools
import re
import warnings

from visavis.translate.language.lemmas import is_acronym, tokenize
from visavis.translate.lexicon.french import singular

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lemminflect import getAllLemmas, getInflection

_PLURAL_WORDS = frozenset(
    "les des ces mes tes ses nos vos leurs aux plusieurs quelques certains certaines différents "
    "différentes divers diverses nombreux nombreuses deux trois quatre cinq six sept huit neuf dix "
    "onze douze quinze vingt trente cent cents mille tous toutes".split()
)
_QUANTITIES = frozenset(
    "beaucoup combien tant trop plus moins peu nombre milliers millions milliards centaines "
    "dizaines douzaines vingtaines".split()
)
_SINGULAR_WORDS = frozenset(
    "le la l' un une ce cet cette mon ma ton ta son sa notre votre leur du au chaque".split()
)
_AFTER_THE_HEAD = frozenset("de d' du des à en au aux par sur pour sans".split())
_AVOIR = re.compile(
    r"\b(?:ai|as|a|avons|avez|ont|avait|avaient|aura|auront|aurait|auraient|ayant|avoir)\s+"
    r"(?:\w+\s+){0,2}$"
)
_HAVE = re.compile(r"\b(?:has|have|had|having|'ve)\s+(?:\w+ly\s+|not\s+|already\s+)?$")
_BE = re.compile(r"\b(?:be|been|being|was|were|is|are)\s+(?:\w+ly\s+|not\s+)?$")
_GERUND = re.compile(r"\b(?:of|for|by|without|after|before|from|in|on|is|are|was|were)\s+$")
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
    before = [token.text.lower() for token in tokenize(segment[:start])][:-4:-1]
    if before and before[0] in _SINGULAR_WORDS:
        return False
    for token in tokenize(segment[start:end]):
        word = token.text.lower()
        if word in _AFTER_THE_HEAD:
            break
        if word[-1:] in "sx" and not is_acronym(token.text) and singular(word) != word:
            return True
        if is_acronym(token.text.removesuffix("s")) and token.text.endswith("s"):
            return True
    for index, word in enumerate(before):
        if word in _PLURAL_WORDS or (word.isdigit() and word not in ("0", "1")):
            return True
        if word == "de":
            return before[index + 1 : index + 2] != [] and before[index + 1] in _QUANTITIES
        # Only a plural adjective may stand between a determiner and its noun.
        if word[-1:] not in ("s", "x"):
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


def conjugate(phrase: str, french: str, french_before: str, english_before: str) -> str:
    """An English verb phrase with its verb in the form of the French one that it renders.

    `french` is the French verb as it stands (`levé`), `french_before` the text in front of it and
    `english_before` that in front of the English one: both tell a participle from a past tense.
    """
    tag = _tag(french.lower(), french_before.lower(), english_before.lower())
    verb, space, rest = phrase.partition(" ")
    inflected = getInflection(verb.lower(), tag=tag) if tag else ()
    return (inflected[0] if inflected else verb) + space + rest


def _tag(french: str, french_before: str, english_before: str) -> str:
    """The Penn tag of the English verb; empty for its base form."""
    if french.endswith("ant"):
        return "VBG"
    if re.search(r"(?:rait|raient|rai|ra|ront|rons|rez)$", french):
        return ""  # after the `will` or `would` that the model says
    if re.search(r"(?:ait|aient)$", french):
        return "VBD"
    if re.search(r"(?:é|és|ée|ées|is|it|ie|ies|u|us|ue|ues|pris|mis)$", french) and (
        french_before == "" or re.search(r"\w\s+$|['’]$", french_before)
    ):
        if _HAVE.search(english_before) or _BE.search(english_before):
            return "VBN"
        return "VBD" if _AVOIR.search(french_before) else "VBN"
    if re.search(r"(?:er|ir|re)$", french):
        return "VBG" if _GERUND.search(english_before) else ""
    if re.search(r"(?:ent|ont|ons|ez)$", french):
        return ""
    return "VBZ"


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
