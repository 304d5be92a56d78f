"""The article in a Word document, turned into HTML by mammoth and cleaned as Markdown."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import mammoth
from lxml import etree
from lxml.html import document_fromstring

from visavis.corpus.cleaning import Cleaned, clean
from visavis.corpus.decoding import normalise
from visavis.corpus.errors import ArticleError
from visavis.corpus.flow import markdown_of
from visavis.corpus.zipped import ZippedDocument

_KIND = ".docx"
_MAIN = "word/document.xml"
_CORE = "docProps/core.xml"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
# Word and LibreOffice store these names in English whatever language they speak.
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
"""


def read_docx(data: bytes, name: str) -> Cleaned:
    """The cleaned article of a Word document; what mammoth made of it is its raw text.

    Pictures, comments and what was struck out under review are left out, notes come at the end.
    Under a title the headings are one level lower. Raises `ArticleError`, naming `name` and the
    remedy, for what is no such document, locked, damaged, hostile or empty.
    """
    document = ZippedDocument(data, name, _KIND)
    if _MAIN not in document.parts:
        raise ArticleError(f"{name} is no Word document: save it as .docx, or its text as .txt")
    try:
        converted = mammoth.convert_to_html(
            _texts_only(document),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda image: {}),
        )
        body = document_fromstring(f"<html><body>{converted.value}</body></html>")
    except (RecursionError, LookupError, ValueError, AttributeError, TypeError, OSError) as error:
        raise ArticleError(
            f"{name} is a Word document that cannot be read ({error!r}): save its text as .txt"
        ) from error
    titled = body.xpath("//h1[@class = 'title']")
    for heading in body.xpath("//h1 | //h2 | //h3 | //h4 | //h5") if titled else []:
        if heading is not titled[0]:
            heading.tag = f"h{int(heading.tag[1]) + 1}"
    text = markdown_of(body)
    if not text:
        raise ArticleError(f"{name} holds no text: put the article's text into it")
    cleaned = clean(normalise(text), "markdown")
    facts = _facts(document)
    title = cleaned.title or ("" if body.xpath("//h1") else facts["title"])
    return replace(cleaned, title=title, author=cleaned.author or facts["creator"])


def _texts_only(document: ZippedDocument) -> io.BytesIO:
    """The document without its pictures and all else that is no XML, every part checked."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for part in sorted(document.parts):
            if part.endswith((".xml", ".rels")):
                archive.writestr(part, etree.tostring(document.tree(part), encoding="utf-8"))
    kept.seek(0)
    return kept


def _facts(document: ZippedDocument) -> dict[str, str]:
    """What the properties of the document say of it."""
    facts = {"title": "", "creator": ""}
    if _CORE in document.parts:
        root = document.tree(_CORE)
        for fact in facts:
            facts[fact] = " ".join(root.findtext(f"{_DUBLIN_CORE}{fact}", "").split())
    if facts["title"].startswith("Microsoft Word - "):  # the name of a file, given in printing
        facts["title"] = ""
    return facts
