"""Where the sentences of a block of French (or English) text begin and end.

The rules are our own because no splitter that installs without a download handles press prose:
between them, those we measured break after `M.` and `Co.`, miss a sentence that opens with `xAI`,
and keep a whole quotation together or tear its closing guillemet off (`benchmarks/segmentation.py`
prints the comparison).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from visavis.corpus.article import Span
from visavis.corpus.sentence_words import FRENCH, SentenceWords

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

_DOTTED = re.compile(r"[^\W\d_](?:\.-?[^\W\d_])+")
_ENUMERATION = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[^\W\d_]|[IVX]{2,4}")
_PARTICLE = re.compile(r"(?:De|Du|La|Le)\s+[^\W\d_a-zß-ÿ][a-zß-ÿ]")  # `J. Le Goff`
_ROMAN = re.compile(r"[IVXLC]+")

# Full stop, then capital, inside one token: not a sentence in an address or a file name.
_ADDRESS = re.compile(r"://|www\.|[@/\\]")
_SUFFIXES = frozenset("ai be ca ch com eu fr html io js net org php py tv txt".split())
_GLUED_NEXT = re.compile(r"[^\W\d_][^\W\d_A-ZÀ-Þ]*+(?![\w@/\\(=]|\.\w)")


def segment(text: str, words: SentenceWords = FRENCH) -> tuple[Span, ...]:
    """Find the sentences of one block of text (a paragraph, heading, quotation or item).

    Returns ordered, disjoint character spans without white space at their edges; every character
    that is not white space lies in exactly one of them. Line breaks count as spaces. Takes time
    linear in the length of the text. When a full stop can be read both ways the sentences stay
    together: two in one segment translate better than two halves of one. `words` are those of the
    text's language.
    """
    spans: list[Span] = []
    text = _with_guillemets(text)
    embedded = [match.span() for match in _EMBEDDED.finditer(text)]
    start = _after_space(text, 0)
    for stop in _STOP.finditer(text):
        head = _HEAD.match(text, stop.end())
        if not head or not _ends_sentence(text, start, stop, head, embedded, words):
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
    text: str,
    start: int,
    stop: re.Match[str],
    head: re.Match[str],
    embedded: Sequence[Span],
    words: SentenceWords,
) -> bool:
    """Whether the sentence that began at `start` ends with `stop`, `head` being what follows."""
    *_, mark = _MARKS.finditer(text, stop.start(), stop.end())
    before = text[max(start, mark.start() - _WINDOW) : mark.start()].rsplit(None, 2)[-2:]
    word = _bare(before[-1]) if before else ""
    opener = _is_opener(head, words)
    if not _can_begin(head) and not (mark[0] == "." and _QUOTED.search(head["lead"])):
        return False
    if before and before[-1].endswith(("(", "[")):  # a remark of its own: `(?)`, `[…]`
        return False
    if (end := _embedding_end(embedded, mark.start())) and not (opener and stop.end() >= end):
        return False
    if _is_glued(head):
        return _may_be_glued(before, word, head, opener, words)
    if _closes_aside(text, start, mark.start(), head):
        return False
    if mark[0] in ("…", "..."):
        return head["word"][0].isupper() and word.lower() not in words.hanging
    if mark[0] == "." or word == "Yahoo":
        return not _is_abbreviation(before, word, head, opener, words)
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


def _is_opener(head: re.Match[str], words: SentenceWords) -> bool:
    word = head["word"]
    if len(word) == 1 and head.string.startswith(".", head.end()):  # `A.` of `J. A. Musk`
        return False
    if word[-1] in "'’":
        return word[0].isupper() and word[:-1].lower() in words.elided
    return word[0].isupper() and word.lower() in words.openers


def _embedding_end(embedded: Sequence[Span], position: int) -> int:
    """Where the brackets or guillemets around `position` close; 0 when there are none."""
    nearest = bisect_right(embedded, position, key=lambda span: span[0]) - 1
    end = embedded[nearest][1] if nearest >= 0 else 0
    return end if end > position else 0


def _is_glued(head: re.Match[str]) -> bool:
    lead = head["lead"]
    return not lead.startswith(("«", "“", "—", "–")) and not any(map(str.isspace, lead))


def _may_be_glued(
    before: Sequence[str], word: str, head: re.Match[str], opener: bool, words: SentenceWords
) -> bool:
    """Whether the space after the stop was forgotten: `fin.Le début`, but not `Node.js`."""
    following = _GLUED_NEXT.match(head.string, head.start("word"))
    if head["lead"] or not following or not following[0][0].isupper():
        return False
    if not word.isalnum() or _ADDRESS.search(before[-1]):
        return False
    if opener:
        numbered = len(before) == 1 and _ENUMERATION.fullmatch(word)
        return len(word) > 1 and not numbered and word not in words.never_last
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


def _is_abbreviation(
    before: Sequence[str], word: str, head: re.Match[str], opener: bool, words: SentenceWords
) -> bool:
    """Whether the full stop after `word`, the last of `before`, belongs to the word alone."""
    previous, following = before[-2] if len(before) > 1 else "", head["word"]
    counted = previous[-1:].isdecimal()  # `20 h.`, `500 M.`: a unit, not an abbreviated name
    if _ENUMERATION.fullmatch(word) and (not previous or previous.endswith((":", ";"))):
        return True
    if word in words.never_last:
        return not (counted and opener)
    if (word.lower() if len(word) > 1 else word) in words.before_number:
        return following[0].isdecimal() or _ROMAN.fullmatch(following) is not None
    if _DOTTED.fullmatch(word) and not previous:
        return True
    if word in words.ambiguous or _DOTTED.fullmatch(word):
        return not opener
    if len(word) != 1 or not word.isalpha():
        return False
    if word.isupper():
        if previous.lower() in words.labelled or (word == "X" and previous in words.network):
            return False
        return not opener or _PARTICLE.match(head.string, head.start("word")) is not None
    return not opener and word not in words.one_letter and (not counted or following[0].isdecimal())
