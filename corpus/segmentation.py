"""Where the sentences of a block of French text begin and end.

The rules are our own because no splitter that installs without a download handles press prose:
between them, those we measured break after `M.` and `Co.`, miss a sentence that opens with `xAI`,
and keep a whole quotation together or tear its closing guillemet off (`benchmarks/segmentation.py`
prints the comparison). Imports `corpus.article` only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from corpus.article import Span

# A stop is a run of marks with everything that closes along with them: `. .`, `?!`, `! »`, `…).`,
# a note call, the end of a Markdown emphasis or link, and a bracketed remark with no mark of its
# own (`. (AFP)`), which belongs to the sentence before it. Possessive throughout, hence linear.
_STOP = re.compile(
    r"""
    [.!?…]++
    (?: \s*+ (?: [»”›)\]}] | [.!?…]++ (?!\w) )
      | \s*+ \( (?! (?: [a-z]{1,4} | \w{1,2} ) \) ) [^().!?…]{1,80} \) (?! [^\W\d_] )
      | ['’*_¹²³⁰-⁹] | \[\d{1,3}\] | (?<=\]) \( [^()\s]{1,500} \)
    )*+
    """,
    re.VERBOSE,
)
_MARKS = re.compile(r"[.!?…]+")
_QUOTED = re.compile("[«“]")
_WORD = re.compile(r"\w")

# What may stand before the first word of a sentence, and that word with its elision apostrophe.
_HEAD = re.compile(
    r"""
    (?P<lead>
        (?: [^\w,;:.!?…%)\]}»”›&/+=<>\\|~^] | _ )*+
        (?: (?<=[(\[]) (?: … | \.{3} ) [)\]] \s*+ )?+   # an omission, `[…]`
    )
    (?P<word> [^\W_]{1,40}+ ['’]? )
    """,
    re.VERBOSE,
)
_LEFT_EDGE, _RIGHT_EDGE = re.compile(r"^|(?<=[\s(\[«])"), re.compile(r"$|[\s.,;:!?…)\]»]")

# Brackets or guillemets that open inside a sentence, and guillemets after which it goes on: what
# they hold is part of that sentence (`il a crié « Non ! Jamais ! » et il est parti`). The limit
# keeps an unclosed bracket from holding a whole paragraph together.
_EMBEDDED = re.compile(
    r"""
    (?<=[\w,%]) \s*+ \( [^()]{1,250} \)
    | (?<=[\w,%]) \s*+ [«“] [^«»“”]{1,250} [»”] (?= ,? \s++ [^\W\d_A-ZÀ-Þ] )
    """,
    re.VERBOSE,
)

_DASHES = ("—", "–", "-")
_ASIDE = re.compile(r"(?<=[\w,»)])\s+[—–-]\s")
_WINDOW = 120  # characters looked back at, so that no decision depends on the length of the block

# Abbreviations are compared without their full stop. Titles and the like never end a sentence.
_NEVER_LAST = frozenset(
    """
    M MM Mr Mrs Ms Mme Mmes Mlle Melle Mlles Me Mgr Dr Drs Pr Prof St Ste Sgt Lt Cdt Cne Gal Gén Sén
    Sté Ets Éts Sen Gov Rev Hon Ph Ch Th MME MMES MLLE DR PR cf Cf vs env c.-à-d i.e e.g
    """.split()
)
# These point at a number that follows: `p. 12`, `art. 3`, `sept. 2024`.
_BEFORE_NUMBER = frozenset(
    """
    p pp n no nos nº art al vol chap ch fig t tab éd sect par tél réf num max min approx
    janv févr avr juil sept oct nov déc
    """.split()
)
# These may end a sentence or stand before a name: only the next word can tell.
_AMBIGUOUS = frozenset("Inc Co Corp Ltd Cie Jr Sr Bros Ph.D av apr ap bd boul ex Yahoo".split())
_DOTTED = re.compile(r"[^\W\d_](?:\.-?[^\W\d_])+")
_ENUMERATION = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[^\W\d_]|[IVX]{2,4}")
_PARTICLE = re.compile(r"(?:De|Du|La|Le)\s+[^\W\d_a-zß-ÿ][a-zß-ÿ]")  # `J. Le Goff`
_ROMAN = re.compile(r"[IVXLC]+")

# Words written with a capital only where a sentence begins (the commonest first words of news).
_OPENERS = frozenset(
    """
    a à actuellement afin ainsi alors après au aucun aucune auparavant aussi autant autre autres
    autrement aux avant avec beaucoup bien bientôt bref car ce ceci cela celle celles celui
    cependant certains certaines certes ces cet cette ceux chacun chacune chaque chez combien comme
    comment contrairement dans de déjà depuis derrière des dès désormais deux devant donc dont du
    durant elle elles en encore enfin ensuite entre environ est et étant eux face faute finalement
    grâce heureusement hier hormis ici il ils jamais je jusque la là le lequel les leur leurs lors
    lorsque lui ma maintenant mais malgré malheureusement même mes mieux moins mon ne néanmoins ni
    non nos notamment notre nous on or ou où oui outre par parce parfois parmi pas pendant personne
    peu peut plus plusieurs plutôt pour pourquoi pourtant près presque puis puisque quand quant
    quatre que quel quelle quelles quelque quelques quels qui quoi quoique reste rien sa sans sauf
    selon ses seul seule seulement si sinon soit son sont sous souvent suite sur surtout tandis tant
    tel telle tous tout toute toutefois toutes toujours trois trop tu un une vers voici voilà vos
    votre vous y ça
    """.split()
)
_ELIDED = frozenset("c d j jusqu l lorsqu m n presqu puisqu qu quelqu quoiqu s t aujourd".split())
# A sentence cannot end on these: an ellipsis after them is a pause (`Le gagnant est… Elon Musk`).
_HANGING = frozenset(
    """
    à au aux avec ce ces chez comme dans de des du en est et la le les mais même ou par pour que qui
    sa sans ses soit son sont sous sur un une
    """.split()
)
# A capital after these is a label, not an initial: `la série A.`, `publié sur X.`
_LABELLED = frozenset("série plan groupe vitamine catégorie classe type annexe lettre zone".split())
_NETWORK = frozenset("à de et ou plateforme réseau social sur".split())

# Full stop, then capital, inside one token: not a sentence in an address or a file name.
_ADDRESS = re.compile(r"://|www\.|[@/\\]")
_SUFFIXES = frozenset("ai be ca ch com eu fr html io js net org php py tv txt".split())
_GLUED_NEXT = re.compile(r"[^\W\d_][^\W\d_A-ZÀ-Þ]*+(?![\w@/\\(=]|\.\w)")


def segment(text: str) -> tuple[Span, ...]:
    """Find the sentences of one block of text (a paragraph, heading, quotation or item).

    Returns ordered, disjoint character spans without white space at their edges; every character
    that is not white space lies in exactly one of them. Line breaks count as spaces. Takes time
    linear in the length of the text. When a full stop can be read both ways the sentences stay
    together: two in one segment translate better than two halves of one.
    """
    spans: list[Span] = []
    text = _with_guillemets(text)
    embedded = [match.span() for match in _EMBEDDED.finditer(text)]
    start = _after_space(text, 0)
    for stop in _STOP.finditer(text):
        head = _HEAD.match(text, stop.end())
        if not head or not _ends_sentence(text, start, stop, head, embedded):
            continue
        # Last, because only a search that fails once per sentence keeps the whole linear.
        if _WORD.search(text, start, stop.start()):
            spans.append((start, stop.end()))
            start = _after_space(text, stop.end())
    if start < len(text):
        spans.append((start, len(text.rstrip())))
    return tuple(spans)


def _with_guillemets(text: str) -> str:
    """The text with guillemets for straight double quotes, which do not say which way they face.

    The spaces around a quote decide, else whether one is open; no character moves.
    """
    faced = list(text)
    opened = False
    for quote in re.finditer('"+', text):
        opens = _LEFT_EDGE.match(text, quote.start()) is not None
        closes = _RIGHT_EDGE.match(text, quote.end()) is not None
        opened = opens if opens != closes else not opened
        faced[quote.start() : quote.end()] = ("«" if opened else "»") * len(quote[0])
    return "".join(faced)


def _after_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _ends_sentence(
    text: str, start: int, stop: re.Match[str], head: re.Match[str], embedded: Sequence[Span]
) -> bool:
    """Whether the sentence that began at `start` ends with `stop`, `head` being what follows."""
    *_, mark = _MARKS.finditer(text, stop.start(), stop.end())
    before = text[max(start, mark.start() - _WINDOW) : mark.start()].rsplit(None, 2)[-2:]
    word = _bare(before[-1]) if before else ""
    opener = _is_opener(head)
    if not _can_begin(head) and not (mark[0] == "." and _QUOTED.search(head["lead"])):
        return False
    if before and before[-1].endswith(("(", "[")):  # a remark of its own: `(?)`, `[…]`
        return False
    if (end := _embedding_end(embedded, mark.start())) and not (opener and stop.end() >= end):
        return False
    if _is_glued(head):
        return _may_be_glued(before, word, head, opener)
    if _closes_aside(text, start, mark.start(), head):
        return False
    if mark[0] in ("…", "..."):
        return head["word"][0].isupper() and word.lower() not in _HANGING
    if mark[0] == "." or word == "Yahoo":
        return not _is_abbreviation(before, word, head, opener)
    return True


def _bare(token: str) -> str:
    """The token without opening quotation marks and elided article: `«l'U.S` gives `U.S`."""
    return re.split(r"['’]", token.lstrip("«“„‘([{*_"))[-1]


def _can_begin(head: re.Match[str]) -> bool:
    """Whether the word is a capital's, a number, or a name such as `xAI` or `iPhone`."""
    word = head["word"]
    if word[0].isdecimal():
        return not head["lead"].rstrip().endswith(_DASHES)
    if len(word) == 1 and head.string.startswith(")", head.end()):  # `b) Le délai`
        return True
    return word[0].isupper() or any(letter.isupper() for letter in word[1:])


def _is_opener(head: re.Match[str]) -> bool:
    word = head["word"]
    if len(word) == 1 and head.string.startswith(".", head.end()):  # `A.` of `J. A. Musk`
        return False
    if word[-1] in "'’":
        return word[0].isupper() and word[:-1].lower() in _ELIDED
    return word[0].isupper() and word.lower() in _OPENERS


def _embedding_end(embedded: Sequence[Span], position: int) -> int:
    """Where the brackets or guillemets around `position` close; 0 when there are none."""
    nearest = bisect_right(embedded, position, key=lambda span: span[0]) - 1
    end = embedded[nearest][1] if nearest >= 0 else 0
    return end if end > position else 0


def _is_glued(head: re.Match[str]) -> bool:
    lead = head["lead"]
    return not lead.startswith(("«", "“", "—", "–")) and not any(map(str.isspace, lead))


def _may_be_glued(before: Sequence[str], word: str, head: re.Match[str], opener: bool) -> bool:
    """Whether the space after the stop was forgotten: `fin.Le début`, but not `Node.js`."""
    following = _GLUED_NEXT.match(head.string, head.start("word"))
    if head["lead"] or not following or not following[0][0].isupper():
        return False
    if not word.isalnum() or _ADDRESS.search(before[-1]):
        return False
    if opener:
        numbered = len(before) == 1 and _ENUMERATION.fullmatch(word)
        return len(word) > 1 and not numbered and word not in _NEVER_LAST
    return (
        len(word) > 2
        and word.isalpha()
        and word.islower()
        and following[0].lower() not in _SUFFIXES
    )


def _closes_aside(text: str, start: int, stop: int, head: re.Match[str]) -> bool:
    """Whether a dash follows that closes an aside: `son rival — qui donc ? — Sam Altman`."""
    if not head["lead"].lstrip().startswith(_DASHES):
        return False
    return _ASIDE.search(text, max(start, stop - _WINDOW), stop) is not None


def _is_abbreviation(before: Sequence[str], word: str, head: re.Match[str], opener: bool) -> bool:
    """Whether the full stop after `word`, the last of `before`, belongs to the word alone."""
    previous, following = before[-2] if len(before) > 1 else "", head["word"]
    counted = previous[-1:].isdecimal()  # `20 h.`, `500 M.`: a unit, not an abbreviated name
    if _ENUMERATION.fullmatch(word) and (not previous or previous.endswith((":", ";"))):
        return True
    if word in _NEVER_LAST:
        return not (counted and opener)
    if (word.lower() if len(word) > 1 else word) in _BEFORE_NUMBER:
        return following[0].isdecimal() or _ROMAN.fullmatch(following) is not None
    if _DOTTED.fullmatch(word) and not previous:
        return True
    if word in _AMBIGUOUS or _DOTTED.fullmatch(word):
        return not opener
    if len(word) != 1 or not word.isalpha():
        return False
    if word.isupper():
        if previous in _LABELLED or (word == "X" and previous in _NETWORK):
            return False
        return not opener or _PARTICLE.match(head.string, head.start("word")) is not None
    return not opener and word not in "aày" and (not counted or following[0].isdecimal())
