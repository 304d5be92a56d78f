"""French noun phrases, acronyms and names, found without a tagger.

What a tagger would know is guessed from closed lists, from simplemma's verbs and from the word
before: a noun has an article, a numeral or a preposition before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from visavis.corpus.article import Span
from visavis.translate.glossary.term_keys import BE_FORMS, DETERMINERS, HAVE_FORMS
from visavis.translate.language.lemmas import Token, is_acronym, is_known, is_verb, tokenize, verbs
from visavis.translate.lexicon.french import singular

Kind = Literal["term", "acronym", "name"]
MAX_WORDS = 4
"""Words of a phrase, those that tie it together not counted."""

_LINKS = frozenset("de du des à au aux en".split())
_PLAIN_LINKS = {"du": "de", "des": "de", "au": "à", "aux": "à"}
_ARTICLES = frozenset(("la", "le"))
_NUMERALS = frozenset("deux trois quatre cinq six sept huit neuf dix cent mille".split())
_BEFORE_NOUNS = (DETERMINERS - {"de"}) | _NUMERALS | frozenset(("au", "aux"))
# Before a word alone these prove nothing: `en effet`, `par exemple`, `d'abord`.
_BEFORE_PHRASES = _BEFORE_NOUNS | _LINKS | frozenset("par pour sur sans avec sous entre".split())
_OTHERS = frozenset(
    "je tu il elle on nous vous ils elles me te se moi toi lui eux leur leurs y en ce ceci cela "
    "ça celui celle ceux celles qui que quoi dont où lequel laquelle lesquels lesquelles duquel "
    "tout toute tous toutes rien personne chacun chacune aucun aucune autre autres même mêmes "
    "tel telle tels telles tant autant et ou ni mais car donc or si comme quand lorsque puisque "
    "quoique afin ainsi alors après avant aussi aujourd'hui auprès aussitôt avec beaucoup bien "
    "bientôt cependant certes chez contre dans davantage déjà demain depuis derrière désormais "
    "dès devant durant encore enfin ensuite entre environ hier hors ici jamais jusque là loin "
    "longtemps lors maintenant mal malgré mieux moins ne non notamment néanmoins outre par "
    "parfois parmi partout pas pendant peu plus plutôt pour pourquoi pourtant presque près puis "
    "quasi quelque quelques quelqu quel quelle quels quelles sans sauf selon seulement sinon "
    "soit soudain sous souvent sur surtout tantôt tard tellement tôt toujours toutefois très "
    "trop vers via voici voilà vite vraiment également précisément finalement premier première "
    "dernier dernière nouveau nouvelle nouveaux nouvelles premiers premières derniers dernières "
    "prochain prochaine propre propres seul seule ancien ancienne anciens anciennes certain "
    "certaine certains certaines plusieurs divers diverses différents différentes double bon "
    "bonne meilleur meilleure vrai vraie principal principale principaux futur future million "
    "millions milliard milliards millier milliers dizaine dizaines centaine centaines dollar "
    "dollars euro euros cent an ans année années mois jour jours semaine semaines heure heures "
    "minute minutes seconde secondes fois matin soir lundi mardi mercredi jeudi vendredi samedi "
    "dimanche janvier février mars avril mai juin juillet août septembre octobre novembre "
    "décembre part parts nombre sein lieu cas fin début suite moitié tiers quart ensemble reste "
    "m mm mme dr".split()
)
_NO_NOUNS = _OTHERS | DETERMINERS | _LINKS | BE_FORMS | HAVE_FORMS
_BEFORE_VERBS = frozenset("je tu il elle on nous vous ils elles ne qui se y en".split())
_ROMAN = frozenset("II III IV VI VII VIII IX XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI".split())

_Tag = Literal["noun", "adjective", "link", "article", "name", "acronym", "end"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One occurrence: `span` are characters of the sentence, `key` says which are the same.

    `words` counts the words that mean something; `anchored`: the word before shows that a noun
    begins here.
    """

    key: tuple[str, ...]
    span: Span
    words: int
    kind: Kind
    anchored: bool


def phrases(sentence: str) -> Iterator[Phrase]:
    """Every phrase of a sentence that could be a term, those within others included.

    Shapes: noun, noun adjective, noun de noun, and so on up to `MAX_WORDS`; acronyms; names.
    """
    tokens = _words(sentence)
    tags = _tags(tokens)
    for start, tag in enumerate(tags):
        if tag in ("name", "acronym"):
            yield from _named(tokens, tags, start)
        elif tag == "noun":
            yield from _from(tokens, tags, start)


def _words(sentence: str) -> list[Token]:
    """The tokens of a sentence, what hyphens tie together as one."""
    tokens: list[Token] = []
    for token in tokenize(sentence):
        if token.joined and tokens:
            first = tokens.pop()
            token = Token(f"{first.text}-{token.text}", first.start, token.end, first.kind)
        tokens.append(token)
    return tokens


def _from(tokens: Sequence[Token], tags: Sequence[_Tag], start: int) -> Iterator[Phrase]:
    """The phrases that begin with the noun at `start`."""
    key: list[str] = []
    words = 0
    before = tokens[start - 1].text.lower() if start else ""
    counted = start > 0 and tokens[start - 1].kind == "number"
    for at in range(start, len(tokens)):
        token, tag = tokens[at], tags[at]
        if tag == "link" and tags[at - 1] not in ("link", "article"):
            # `du` and `de` make no difference between terms, nor does an article after them.
            key.append(_PLAIN_LINKS.get(token.text.lower(), token.text.lower()))
            continue
        if tag == "article" and tags[at - 1] == "link":
            continue
        if tag not in ("noun", "adjective", "acronym") or words == MAX_WORDS:
            return
        key.append(token.text if tag == "acronym" else singular(token.text.lower()))
        words += 1
        anchored = counted or before in (_BEFORE_NOUNS if words == 1 else _BEFORE_PHRASES)
        yield Phrase(tuple(key), (tokens[start].start, token.end), words, "term", anchored)


def _named(tokens: Sequence[Token], tags: Sequence[_Tag], start: int) -> Iterator[Phrase]:
    """The acronym at `start`, or the whole name that begins there."""
    if tags[start] == "acronym":
        token = tokens[start]
        text = token.text.removesuffix("s")
        yield Phrase((text,), (token.start, token.end), 1, "acronym", True)
    if start and tags[start - 1] in ("name", "acronym"):
        return
    end = start
    while end < len(tokens) and tags[end] in ("name", "acronym"):
        end += 1
    if end - start > 1 or tags[start] == "name":
        key = tuple(token.text for token in tokens[start:end])
        yield Phrase(key, (tokens[start].start, tokens[end - 1].end), end - start, "name", True)


def _tags(tokens: Sequence[Token]) -> list[_Tag]:
    tags: list[_Tag] = []
    for index, token in enumerate(tokens):
        tags.append(_tag(token, tokens[max(0, index - 2) : index], tags[-1] if tags else "end"))
    return tags


def _tag(token: Token, previous: Sequence[Token], before: _Tag) -> _Tag:
    """The tag of a token, by the one or two tokens and the tag before it."""
    text, lower = token.text, token.text.lower()
    if token.kind != "word":
        return "end"
    if lower in _LINKS and before in ("noun", "adjective", "acronym"):
        return "link"
    if lower in _ARTICLES and before == "link":
        return "article"
    if lower in _NO_NOUNS:
        return "end"
    if _looks_like_acronym(text):
        return "acronym"
    first = not previous or previous[-1].kind == "mark"
    if any(map(str.isupper, text[1:])) or (token.capital and not (first and is_known(lower))):
        return "name"
    if len(lower) < 3 or _is_adverb(lower):
        return "end"
    if is_verb(lower) and not _in_place_of_a_noun(lower, previous):
        participle = lower.rstrip("s").endswith(("é", "ée"))
        return "adjective" if participle and before in ("noun", "adjective") else "end"
    return "noun"


def _in_place_of_a_noun(word: str, previous: Sequence[Token]) -> bool:
    """Whether what simplemma takes for a verb is a noun: `des turbines`, but not `il les vise`."""
    words = [token.text.lower() for token in previous]
    if not words or word in verbs(word):
        return False
    clitic = words[-1] in ("le", "la", "les", "leur") and words[0] in _BEFORE_VERBS
    return words[-1] in _BEFORE_PHRASES and words[-1] != "en" and not clitic


def _looks_like_acronym(text: str) -> bool:
    plain = text.removesuffix("s")
    return (
        is_acronym(plain)
        and 2 <= len(plain) <= 6
        and sum(map(str.isalpha, plain)) >= 2
        and plain not in _ROMAN
    )


def _is_adverb(word: str) -> bool:
    """`rapidement`, not `financement`: what is left without `-ment` is an adjective, not a verb."""
    if not word.endswith("ment") or len(word) < 7:
        return False
    stem = word[:-4]
    return word.endswith(("emment", "amment")) or (is_known(stem) and not verbs(stem))
