"""Bilingual articles as an EPUB 3 book: a chapter each, every sentence above its translation.

The book holds no script, no font and no picture, and keeps the two sides of a pair on one page of
an e-book device. Equal articles give equal bytes.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import itertools
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.formats.wording import readable_date

GENERATOR = "visavis"
"""What `<meta name="generator">` of the package says: by this our own books are known again."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME_SPACES = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
_CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_ACCESSIBILITY = """\
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Text only; every sentence says its language.</meta>
"""
# Devices of all ages: the old name of `break-inside` too, classes rather than attributes, and no
# colours, which many devices replace by their own.
_STYLE = """\
body { margin: 0 4%; line-height: 1.4; }
h1, h2, h3, h4, h5, h6 { line-height: 1.2; break-after: avoid; page-break-after: avoid; }
h1, h2, h3, h4, h5, h6 { text-align: left; hyphens: none; -webkit-hyphens: none; }
.about, .made { font-size: 0.8em; text-indent: 0; }
.block { margin: 0 0 1em; }
.pair { break-inside: avoid; page-break-inside: avoid; }
p.fr, p.en { margin: 0; text-indent: 0; text-align: left; }
p.fr { break-after: avoid; page-break-after: avoid; }
p.en { margin: 0 0 0.5em 1.2em; font-style: italic; }
span.fr, span.en { display: block; }
span.en { font-size: 0.85em; font-weight: normal; font-style: italic; }
ol, ul { margin: 0 0 1em; padding: 0 0 0 1.5em; }
blockquote { margin: 0 0 1em 1em; padding: 0 0 0 0.8em; border-left: 0.15em solid; }
dt { font-weight: bold; break-after: avoid; page-break-after: avoid; }
dd { margin: 0 0 0.4em 1.2em; }
"""


def to_epub(articles: Sequence[BilingualArticle], title: str = "") -> bytes:
    """The book of these articles, at least one; its title is that of the first unless it is given.

    A character that XML cannot hold shows as a replacement character.
    """
    chapters = {f"EPUB/article-{n}.xhtml": _chapter(a) for n, a in enumerate(articles, start=1)}
    files = chapters | {"EPUB/nav.xhtml": _contents(articles), "EPUB/style.css": _STYLE}
    content = hashlib.sha256("\0".join((title, *files.values())).encode()).hexdigest()
    identifier = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}"
    files["EPUB/package.opf"] = _package(articles, title, identifier)
    files["META-INF/container.xml"] = _CONTAINER
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        for name, text in {
            "mimetype": "application/epub+zip",
            **dict(sorted(files.items())),
        }.items():
            # Fixed times, and no compression: other versions of zlib give other bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, text.encode())
    return book.getvalue()


def _package(articles: Sequence[BilingualArticle], title: str, identifier: str) -> str:
    about = [article.article for article in articles]
    titles = [("en", title)] if title else _titles(articles[0])
    authors = dict.fromkeys(article.author for article in about if article.author.strip())
    outlets = dict.fromkeys(article.outlet for article in about if article.outlet.strip())
    origins = dict.fromkeys(article.origin for article in about if article.origin.strip())
    dates = sorted(article.date for article in about if _is_date(article.date))
    signatures = dict.fromkeys(article.signature for article in articles if article.signature)
    metadata = [
        f'<dc:identifier id="id">{identifier}</dc:identifier>',
        *(f'<dc:title xml:lang="{language}">{_text(text)}</dc:title>' for language, text in titles),
        "<dc:language>fr</dc:language>",
        "<dc:language>en</dc:language>",
        *(f"<dc:creator>{_text(author)}</dc:creator>" for author in authors),
        *(f"<dc:publisher>{_text(outlet)}</dc:publisher>" for outlet in outlets),
        *(f"<dc:source>{_text(origin)}</dc:source>" for origin in origins),
        *(f"<dc:date>{date}</dc:date>" for date in dates[-1:]),
        *(f"<dc:description>{_text(made_by)}</dc:description>" for made_by in signatures),
        # When a book was made would be the one thing in it that differs from run to run.
        '<meta property="dcterms:modified">2000-01-01T00:00:00Z</meta>',
        f'<meta name="generator" content="{GENERATOR}"/>',
    ]
    names = [f"article-{number}" for number in range(1, len(articles) + 1)]
    items = (
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in names
    )
    order = (f'<itemref idref="{name}"/>' for name in names)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        'xml:lang="en">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"{_lines(metadata)}{_ACCESSIBILITY}</metadata>\n"
        "<manifest>\n"
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>\n'
        '<item id="style" href="style.css" media-type="text/css"/>\n'
        f"{_lines(items)}</manifest>\n"
        f"<spine>\n{_lines(order)}</spine>\n"
        "</package>\n"
    )


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _contents(articles: Sequence[BilingualArticle]) -> str:
    entries = []
    for number, article in enumerate(articles, start=1):
        page = f"article-{number}.xhtml"
        inside = _lines(
            f"<li>{_link(f'{page}#b{place}', pairs)}</li>"
            for place, (block, pairs) in enumerate(article.blocks)
            if block.level > 1
        )
        nested = f"\n<ol>\n{inside}</ol>" if inside else ""
        [(language, title), *_] = _titles(article)
        label = f'<a href="{page}" lang="{language}" xml:lang="{language}">{_text(title)}</a>'
        entries.append(f"<li>{label}{nested}</li>")
    contents = f"<h1>Contents</h1>\n<ol>\n{_lines(entries)}</ol>\n"
    return _page("Contents", "en", f'<nav epub:type="toc" id="toc">\n{contents}</nav>\n')


def _link(place: str, pairs: Iterable[Pair]) -> str:
    english = " ".join(pair.target for pair in pairs).strip()
    language, text = ("en", english) if english else ("fr", " ".join(p.source for p in pairs))
    label = _text(text.strip()) or "—"
    return f'<a href="{place}" lang="{language}" xml:lang="{language}">{label}</a>'


def _titles(article: BilingualArticle) -> list[tuple[str, str]]:
    """The title of an article in English, where it has one, and in French."""
    english = next((pairs for block, pairs in article.blocks if block.level == 1), ())
    titles = [("en", " ".join(pair.target for pair in english)), ("fr", article.article.title)]
    return [(language, title) for language, title in titles if title.strip()] or [("fr", "Article")]


def _chapter(article: BilingualArticle) -> str:
    source = article.article
    groups = itertools.groupby(enumerate(article.blocks), key=lambda block: _list(block[1][0]))
    body = "".join(
        f"{f'<{tag}>' if tag else ''}\n"
        f"{''.join(_block(place, *block) for place, block in blocks)}"
        f"{f'</{tag}>' if tag else ''}\n"
        for tag, blocks in groups
    )
    title = _titles(article)[-1][1]
    return _page(title, "fr", f"{_masthead(source, title)}{body}{_foot(article)}")


def _masthead(source: Article, title: str) -> str:
    """Where the article comes from; its title too, unless the title is one of its blocks."""
    about = (source.outlet, readable_date(source.date), source.author)
    line = " · ".join(_text(part) for part in about if part.strip())
    said = f'<p class="about" lang="en" xml:lang="en">{line}</p>' if line else ""
    titled = any(block.level == 1 for block in source.blocks)
    heading = "" if titled else f"<h1>{_text(title)}</h1>"
    return f"<header>{said}{heading}</header>\n" if said or heading else ""


def _list(block: Block) -> str:
    if block.kind != "item":
        return ""
    return "ol" if block.marker.strip()[:1].isdigit() else "ul"


def _block(place: int, block: Block, pairs: tuple[Pair, ...]) -> str:
    if block.kind == "heading":
        tag = f"h{min(block.level, 6)}"
        sides = "".join(
            f"{_side('span', 'fr', pair.source)}{_side('span', 'en', pair.target)}"
            for pair in pairs
        )
        return f'<{tag} id="b{place}" class="heading pair">{sides}</{tag}>\n'
    tag = {"item": "li", "quote": "blockquote"}.get(block.kind, "div")
    number = block.marker.strip().rstrip(".)") if _list(block) == "ol" else ""
    value = f' value="{int(number)}"' if number.isdecimal() else ""
    return f'<{tag} class="{block.kind} block"{value}>\n{"".join(_pairs(block, pairs))}</{tag}>\n'


def _pairs(block: Block, pairs: tuple[Pair, ...]) -> Iterator[str]:
    """The pairs of a block, and what stands around its sentences where it is more than a space."""
    before = 0
    for (start, end), pair in zip(block.spans, pairs, strict=True):
        yield _between(block.text[before:start])
        sides = f"{_side('p', 'fr', pair.source)}{_side('p', 'en', pair.target)}"
        yield f'<div class="pair">{sides}</div>\n'
        before = end
    yield _between(block.text[before:])


def _between(text: str) -> str:
    return f"{_side('p', 'fr', text.strip())}\n" if text.strip() else ""


def _side(tag: str, language: str, text: str) -> str:
    if not text.strip():
        return ""
    said = f'class="{language}" lang="{language}" xml:lang="{language}"'
    return f"<{tag} {said}>{_text(text)}</{tag}>"


def _foot(article: BilingualArticle) -> str:
    """The glossary's terms as they are said in the chapter, and what made the translation."""
    french = 'lang="fr" xml:lang="fr"'
    said = {
        use.row: f"<dt {french}>{_text(use.term)}</dt>\n<dd>{_text(use.rendering)}</dd>"
        for pairs in article.pairs
        for pair in pairs
        for use in pair.terms
        if use.outcome != "missed"
    }
    terms = _lines(said[row] for row in sorted(said))
    glossary = f"<h2>Glossary</h2>\n<dl>\n{terms}</dl>\n" if terms else ""
    made = f'<p class="made">{_text(article.signature)}</p>\n' if article.signature else ""
    return f'<footer lang="en" xml:lang="en">\n{glossary}{made}</footer>\n' if said or made else ""


def _page(title: str, language: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<!DOCTYPE html>\n"
        f'<html {_NAME_SPACES} lang="{language}" xml:lang="{language}">\n'
        f"<head>\n<title>{_text(title)}</title>\n"
        '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    )


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"{part}\n" for part in parts)


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", escape(text, quote=False))
