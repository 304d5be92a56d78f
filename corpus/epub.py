"""The text of an EPUB book as one article, its chapters in reading order.

A bilingual book that this program wrote gives its French.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from visavis.corpus.cleaning import Cleaned, clean
from visavis.corpus.decoding import normalise
from visavis.corpus.errors import ArticleError
from visavis.corpus.flow import markdown_of
from visavis.corpus.zipped import ZippedDocument

_KIND = ".epub"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_PAGES = ("application/xhtml+xml", "text/html")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Fonts may be scrambled in any book; everything else that is encrypted is locked.
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_OURS = "visavis"
"""The generator that our own books name."""


def read_epub(data: bytes, name: str) -> Cleaned:
    """The cleaned text of a book; the Markdown of its chapters is its raw text.

    Title, authors, publisher, date and source are what the package says. Raises `ArticleError`,
    naming `name` and the remedy, for what is no such book, locked, damaged, hostile or empty.
    """
    book = ZippedDocument(data, name, _KIND)
    if _CONTAINER not in book.parts:
        raise ArticleError(f"{name} is no EPUB book: download it again, or save its text as .txt")
    if _is_locked(book):
        raise ArticleError(
            f"{name} is locked against copying (DRM) and cannot be read: use a copy without it"
        )
    place = _package_place(book)
    package = book.tree(place)
    pages = [book.page(part) for part in _reading_order(package, place, name)]
    if any(
        m.get("content") == _OURS for m in package.iter("{*}meta") if m.get("name") == "generator"
    ):
        for page in pages:
            _keep_french(page)
    texts = [markdown_of(body) for page in pages for body in page.iter("{*}body")]
    raw = "\n\n".join(filter(None, texts))
    if not raw:
        raise ArticleError(
            f"{name} holds no text, pictures of pages at best: save its text as .txt"
        )
    return _with_facts(clean(normalise(raw), "markdown"), package)


def _is_locked(book: ZippedDocument) -> bool:
    if _ENCRYPTION not in book.parts:
        return False
    methods = book.tree(_ENCRYPTION).iter("{*}EncryptionMethod")
    return any(method.get("Algorithm") not in _FONT_SCRAMBLING for method in methods)


def _package_place(book: ZippedDocument) -> str:
    for root in book.tree(_CONTAINER).iter("{*}rootfile"):
        if place := root.get("full-path"):
            return str(place)
    raise ArticleError(f"{book.name} is damaged, it names no content: download it again")


def _reading_order(package: etree._Element, place: str, name: str) -> Iterator[str]:
    """The parts with the text of a book, in order; those beside the main text are left out."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or item.get("media-type") not in _PAGES:
            continue
        if "nav" in item.get("properties", "").split():
            continue
        path = unquote(item.get("href", ""))
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(place), path))
        if inside.startswith(("/", "..")) or re.match(r"\w+:", path):
            raise ArticleError(
                f"{name} leads out of itself, to {path}, which no book needs: save its text as .txt"
            )
        yield inside


def _keep_french(page: etree._Element) -> None:
    """Take out what we put beside the French, and join the sentences of each block again."""
    for element in list(page.iter("{*}header", "{*}footer", "{*}p", "{*}span", "{*}div")):
        kind = element.get("class")
        if etree.QName(element).localname in ("header", "footer") or kind == "en":
            element.getparent().remove(element)
        elif kind in ("fr", "pair"):
            element.tag = f"{{{etree.QName(element).namespace}}}span"
            element.tail = " "


def _with_facts(cleaned: Cleaned, package: etree._Element) -> Cleaned:
    titles = list(package.iter(f"{_DUBLIN_CORE}title"))
    french = [title for title in titles if title.get(_LANGUAGE, "").startswith("fr")]
    authors = map(_text, package.iter(f"{_DUBLIN_CORE}creator"))
    date = re.match(r"\d{4}(-\d\d(-\d\d)?)?", _first(package.iter(f"{_DUBLIN_CORE}date")))
    sources = map(_text, package.iter(f"{_DUBLIN_CORE}source", f"{_DUBLIN_CORE}identifier"))
    return replace(
        cleaned,
        title=_first(french) or _first(titles) or cleaned.title,
        author=", ".join(filter(None, authors)) or cleaned.author,
        outlet=_first(package.iter(f"{_DUBLIN_CORE}publisher")),
        date=date[0] if date else cleaned.date,
        origin=next((source for source in sources if re.match("https?://", source)), ""),
    )


def _first(elements: Iterable[etree._Element]) -> str:
    """The text of the first element that has any."""
    return next(filter(None, map(_text, elements)), "")


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())
