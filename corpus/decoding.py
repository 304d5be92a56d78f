"""From the bytes of a file to its text: encodings found out, what is no text refused."""

from __future__ import annotations

import codecs
import re
import unicodedata

import charset_normalizer
import ftfy

from visavis.corpus.errors import ArticleError

_BINARY = (
    (b"%PDF", "a PDF document", "copy its text into a .txt file"),
    (b"PK\x03\x04", "a zip archive or an office document", "save its text as .txt, .md or .html"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save its text as .txt, .md or .html"),
    (b"{\\rtf", "a rich-text document", "save its text as .txt, .md or .html"),
    (b"\x89PNG", "a picture", "type its text into a .txt file"),
    (b"\xff\xd8\xff", "a picture", "type its text into a .txt file"),
    (b"GIF8", "a picture", "type its text into a .txt file"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The one-byte encodings in which French was written, the likelier first: the first of equals wins.
_FRENCH_ENCODINGS = ("cp1252", "iso8859-15", "mac_roman", "cp850")
# Characters beyond ASCII where French has them: capitals not behind small letters, `œ` in a word,
# `½` outside one (Latin-9 has `œ` where Windows has `½`).
_FRENCH = re.compile(
    "[àâæçéèêëîïôùûüÿ«»’‘“”…–—•€°©®№²³\u00a0\u202f\u2009]"
    "|(?<![a-zß-ÿ])[ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ]|(?<=[a-zß-ÿœ])œ|œ(?=[a-zß-ÿœ])|(?<![a-zß-ÿ])½(?![a-zß-ÿ])"
)
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{2,30})", re.I
)


def decode(data: bytes, name: str) -> str:
    """The text of a file, with `\\n` line ends and composed characters (NFC).

    A byte order mark, then valid UTF-8, then what a page declares, decide the encoding; otherwise
    it is the one in which the text reads as French, or failing that the one charset-normalizer
    finds. Text that was decoded wrongly before it was saved (`Ã©`) is mended, and nothing else is
    restyled. Raises `ArticleError`, naming `name` and the remedy, for empty and binary files.
    """
    if not data.strip():
        raise ArticleError(f"{name} is empty: put the article's text into it")
    for magic, kind, remedy in _BINARY:
        if data.startswith(magic):
            raise ArticleError(f"{name} is {kind}, not text: {remedy}")
    text = _decoded(data, name)
    # Line by line, because a file may hold one pasted paragraph that was decoded wrongly.
    text = normalise("\n".join(map(_mended, text.split("\n"))))
    if not text.strip():
        raise ArticleError(f"{name} is empty: put the article's text into it")
    return text


def normalise(text: str) -> str:
    """`text` with `\\n` line ends, composed characters (NFC) and no byte order mark in front."""
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text.removeprefix("\ufeff")))


def _decoded(data: bytes, name: str) -> str:
    try:
        for bom, encoding in _BOMS:
            if data.startswith(bom):
                return data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(f"{name} is cut off or damaged: save it again as UTF-8") from error
    if b"\0" in data:
        return _without_mark(data, name)
    if len(data) - len(data.translate(None, _CONTROL)) > len(data) / 100:
        raise ArticleError(f"{name} is not text: save the article as .txt, .md or .html")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _mixed(data) or _declared(data) or _guessed(data, name)


def _without_mark(data: bytes, name: str) -> str:
    """UTF-16 without its mark: in Western text nearly every other byte is zero."""
    for encoding, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        if data[high::2].count(0) > 0.6 * (len(data) // 2) and not data[1 - high :: 2].count(0):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    raise ArticleError(f"{name} is a binary file: save the article as .txt, .md or .html")


def _mixed(data: bytes) -> str | None:
    """UTF-8 into which some bytes of a one-byte encoding were pasted, or whose end is cut off."""
    text = data.decode(errors="surrogateescape")
    stray = len(re.findall("[\udc80-\udcff]", text))
    if stray >= sum(character > "\x7f" for character in text) - stray:
        return None
    return re.sub(
        "[\udc80-\udcff]+",
        lambda found: found[0].encode(errors="surrogateescape").decode("cp1252", errors="replace"),
        text,
    )


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    try:
        return data.decode(match[1].decode()) if match else None
    except (LookupError, UnicodeDecodeError):
        return None


def _guessed(data: bytes, name: str) -> str:
    readings = []
    for encoding in _FRENCH_ENCODINGS:
        try:
            readings.append(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    best = max(readings, key=_frenchness, default="")
    if _frenchness(best) > 0.8:
        return best
    found = charset_normalizer.from_bytes(data).best()
    if found is None:
        raise ArticleError(f"{name}: its encoding cannot be told; save it as UTF-8")
    return str(found)


def _mended(line: str) -> str:
    """`line` with wrong decodings undone, where that brings it nearer to French."""
    mended = line if line.isascii() else ftfy.fix_encoding(line)
    return mended if _frenchness(mended) > _frenchness(line) else line


def _frenchness(text: str) -> float:
    """Which share of the characters beyond ASCII stands where French could have it."""
    beyond = sum(character > "\x7f" for character in text)
    return len(_FRENCH.findall(text)) / max(1, beyond)
