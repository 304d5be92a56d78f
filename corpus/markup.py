"""Markdown read and written: what is markup in a source becomes plain text, and back.

Only what decides between text and markup is understood, as CommonMark has it: emphasis, links,
pictures, code, entities, HTML tags, underlined headings, rules.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Iterator

from visavis.corpus.edits import Edit, replace
from visavis.corpus.layout import split_lines

_TAGS = (
    "a|abbr|article|b|blockquote|br|center|cite|code|del|div|em|figcaption|figure|font|h[1-6]|hr|i|"
    "iframe|img|ins|kbd|li|mark|ol|p|pre|q|s|section|small|span|strong|sub|sup|table|tbody|td|th|"
    "thead|tr|u|ul"
)
_DESTINATION = r"\(\s?(?:<[^<>\n]{0,2000}>|[^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,2000})?)"
_TITLE = r"(?:\s+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?\s?\)"
_LABEL = r"\[(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]{0,200}\]){0,1000}\]"
_TOKEN = re.compile(
    rf"""(?P<escape>\\[!-/:-@\[-`{{-~])
    |(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))
    |(?P<image>!{_LABEL}(?:{_DESTINATION}{_TITLE}|\[[^\[\]\n]{{0,200}}\]))
    |(?P<link>{_LABEL}{_DESTINATION}{_TITLE})
    |(?P<reference>{_LABEL}\[(?P<name>[^\[\]\n]{{0,200}})\])
    |<(?P<address>https?://[^<>\s]{{1,2000}})>
    |(?P<tag></?(?:{_TAGS})(?:\s[^<>\n]{{0,1000}})?/?>|<!--[^\n]*?-->)
    |(?P<entity>&(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});)
    |(?P<run>\*+|_+|~~)""",
    re.VERBOSE,
)
_DEFINITION = re.compile(
    r"\[(?P<name>[^\[\]^\n]{1,200})\]:\s*(?:<[^<>\n]+>|(?:https?:|[/.#])\S*)(?:\s.*)?"
)
_FENCE = re.compile(r"(?:`{3,}|~{3,})[^`]*")
_RULE = re.compile(
    r"([-*_])(?:[ \t]*\1){2,}|\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?|>[> ]*"
)
_UNDERLINE = re.compile(r"=+|-{2,}")
# What would make a plain line something else at its start, unless it is escaped.
_START = re.compile(r"[+|=]|~~~|```|-{2,}$|#{1,6}$|[-*+>]$")
_SPECIAL = re.compile(r"[\\`*_~\[\]<&!]")


def blocks(text: str) -> list[Edit]:
    """Rules, fences and link definitions go; `+` items and underlined headings are respelled."""
    edits = []
    previous_end = 0
    lines = split_lines(text)
    for index, line in enumerate(lines):
        bare = text[line.start : line.end]
        before = lines[index - 1] if index else None
        joined = before is not None and text.count("\n", before.end, line.start) == 1
        if joined and before and before.kind == "paragraph" and _UNDERLINE.fullmatch(bare):
            mark = "# " if bare[0] == "=" else "## "
            if before.start >= previous_end:
                edits.append(replace(text, before.start, before.start, mark, "markup"))
            edits.append(replace(text, before.end, line.end, "", "markup"))
        elif _is_structure(bare):
            # A rule parts two paragraphs even without blank lines around it.
            edits.append(replace(text, *line.edges, "\n" if joined else "", "markup"))
        elif line.kind == "paragraph" and (match := re.match(r"\+[ \t]+(?=\S)", line.text)):
            edges = line.text_start, line.text_start + match.end()
            edits.append(replace(text, *edges, "- ", "markup"))
        elif line.kind == "heading" and (match := re.search(r"[ \t]+#+$", line.text)):
            edges = line.text_start + match.start(), line.end
            edits.append(replace(text, *edges, "", "markup"))
        previous_end = edits[-1].end if edits else 0
    return edits


def references(text: str) -> frozenset[str]:
    """The names of all link definitions in `text`, folded as Markdown compares them."""
    found = (_DEFINITION.fullmatch(line.text) for line in split_lines(text))
    return frozenset(match["name"].casefold() for match in found if match)


def inline(text: str, known: Collection[str] = ()) -> list[Edit]:
    """Take the inline markup out of each line; `known` are the names of link definitions."""
    edits = []
    for line in split_lines(text):
        found = list(_inline(text, line.text_start, line.end, known))
        if sum(len(edit.removed) for edit in found if not edit.replacement) == len(line.text):
            # A picture or a comment alone on its line leaves no empty line behind.
            found = [replace(text, *line.edges, "", "markup")]
        edits += found
    return edits


def _inline(text: str, start: int, end: int, known: Collection[str]) -> Iterator[Edit]:
    edits: list[Edit] = []
    runs: list[tuple[int, int]] = []
    position = start
    while match := _TOKEN.search(text, position, end):
        position = match.end()
        if match["run"]:
            runs.append(match.span())
        elif match["link"] or (match["reference"] and _is_known(match, known)):
            label_end = _label_end(text, match.start())
            edits.append(replace(text, match.start(), match.start() + 1, "", "markup"))
            edits += _inline(text, match.start() + 1, label_end, known)
            edits.append(replace(text, label_end, match.end(), "", "markup"))
        elif match["reference"]:
            position = match.start() + 1
        else:
            plain = _plain(match)
            if plain != match[0]:
                edits.append(replace(text, *match.span(), plain, "markup"))
    edits += _emphasis(text, runs, start, end)
    yield from sorted(edits, key=lambda edit: (edit.start, edit.end))


def _is_known(match: re.Match[str], known: Collection[str]) -> bool:
    label = match["reference"][1:].partition("][")[0]
    return (match["name"] or label).casefold() in known


def _label_end(text: str, start: int) -> int:
    """Offset of the bracket that closes the one at `start`."""
    match = re.compile(_LABEL).match(text, start)
    assert match is not None, "a link was found without its label"
    return match.end() - 1


def _plain(match: re.Match[str]) -> str:
    """What a token says once it is no longer markup."""
    if match["escape"]:
        return match[0][1:]
    if match["code"]:
        return match[0].strip("`").strip() or match[0]
    if match["address"]:
        return match["address"]
    if match["tag"]:
        return " " if match[0].startswith("<br") else ""
    if match["entity"]:
        plain = html.unescape(match[0])
        harmless = plain.isprintable() or plain in "\u00a0\u202f\u2009"
        return plain if harmless and not unicodedata.combining(plain[0]) else match[0]
    return ""


def _emphasis(text: str, runs: list[tuple[int, int]], start: int, end: int) -> Iterator[Edit]:
    """The marks of matched pairs, found with CommonMark's stack of delimiter runs."""
    open_runs: list[list[int]] = []
    for left, right in runs:
        opens, closes = _flanks(text, left, right, start, end)
        while closes and left < right:
            at = next(
                (
                    at
                    for at in reversed(range(len(open_runs)))
                    if text[open_runs[at][0]] == text[left]
                ),
                None,
            )
            if at is None:
                break
            opener = open_runs[at]
            width = min(2, right - left, opener[1] - opener[0])
            yield replace(text, opener[1] - width, opener[1], "", "markup")
            yield replace(text, left, left + width, "", "markup")
            opener[1] -= width
            left += width
            del open_runs[at + (opener[0] < opener[1]) :]
        if opens and left < right:
            open_runs.append([left, right])


def _flanks(text: str, left: int, right: int, start: int, end: int) -> tuple[bool, bool]:
    """Whether a run of marks may open and may close emphasis."""
    before = text[left - 1] if left > start else " "
    after = text[right] if right < end else " "
    from_left = not after.isspace() and (
        not _is_mark(after) or before.isspace() or _is_mark(before)
    )
    from_right = not before.isspace() and (
        not _is_mark(before) or after.isspace() or _is_mark(after)
    )
    if text[left] == "_":
        return (
            from_left and (not from_right or _is_mark(before)),
            from_right and (not from_left or _is_mark(after)),
        )
    return from_left, from_right


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def escape(text: str) -> str:
    """Spell one line of plain text so that `inline` gives it back; most text needs no change."""
    escaped = text if not inline(text) else _SPECIAL.sub(r"\\\g<0>", text)
    escaped = re.sub(r"(?<=[ \t])#+$", r"\\\g<0>", escaped)  # or it closes a heading
    starts = _START.match(text) or _is_structure(text)
    return "\\" + escaped if starts and escaped[0] != "\\" else escaped


def _is_structure(line: str) -> bool:
    """Whether a whole line is Markdown's and says nothing: a rule, a fence, a definition."""
    return any(pattern.fullmatch(line) for pattern in (_RULE, _FENCE, _DEFINITION))
