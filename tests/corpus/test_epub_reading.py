"""EPUB books: read in their own order, structure kept; locked and broken ones are named."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.errors import ArticleError
from visavis.corpus.reading import read_article, read_data

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="picture" href="p.svg" media-type="image/svg+xml"/>
<item id="late" href="late.xhtml" media-type="application/xhtml+xml"/>
<item id="early" href="{early}" media-type="application/xhtml+xml"/>
<item id="beside" href="beside.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="picture"/><itemref idref="nav"/><itemref idref="early"/>
<itemref idref="beside" linear="no"/><itemref idref="nothing"/><itemref idref="late"/></spine>
</package>"""
METADATA = """<dc:title>Title</dc:title><dc:title xml:lang="fr">Le   livre</dc:title>
<dc:creator>Léa Roy</dc:creator><dc:creator>Jean Bon</dc:creator>
<dc:publisher>Éditions</dc:publisher>
<dc:date>2024-05-28T10:00:00Z</dc:date><dc:identifier>urn:isbn:1</dc:identifier>
<dc:source>https://livre.example</dc:source><dc:language>fr</dc:language>"""
PAGE = """<?xml version="1.0"?>{doctype}<html xmlns="http://www.w3.org/1999/xhtml"
xmlns:epub="http://www.idpf.org/2007/ops"><head><title>Non</title><style>p {{}}</style></head>
<body>{body}</body></html>"""
EARLY = """<section><h1>Chapitre <br/> <i>un</i></h1>
<p>Le 1<sup>er</sup>   mot<a epub:type="noteref" href="#n">1</a>\
<sup><a href="n.xhtml#n">[2]</a></sup>
est <em>là</em>&nbsp;: 5 * 3 * 2.<span epub:type="pagebreak">12</span><!-- rien --> Fin&hellip;</p>
Sans élément<div>Un bloc<p>Un autre</p>à la suite</div>
<blockquote><p>Cité.</p><p>Encore.</p></blockquote>
<ul><li>un<ol start="3"><li>trois</li><li value="7">sept</li><li>huit</li></ol></li>
<li><p>deux</p><p>sa suite</p></li></ul><p>Vers un,<br/>vers deux.</p>
<table><tr><td>A</td><td>B</td></tr></table><nav>Non</nav><p hidden="hidden">Non</p>
<script>non()</script><svg xmlns="http://www.w3.org/2000/svg"><text>Non</text></svg></section>"""
TEXT = """\
# Chapitre un

Le 1er mot est là\u00a0: 5 * 3 * 2. Fin…

Sans élément

Un bloc

Un autre

à la suite

> Cité.

> Encore.

- un
  3. trois
  7. sept
  8. huit
- deux

sa suite

Vers un,

vers deux.

A

B

# Chapitre deux

La fin.
"""


def page(body: str, doctype: str = "<!DOCTYPE html>") -> str:
    return PAGE.format(body=body, doctype=doctype)


def epub(early: str = EARLY, *, href: str = "texte/d%C3%A9but.xhtml", **more: str | bytes) -> bytes:
    """A book of two chapters, the first under `href`; `more` goes in under the given names."""
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER.format("OEBPS/book.opf"),
        "OEBPS/book.opf": PACKAGE.format(metadata=METADATA, early=href),
        "OEBPS/nav.xhtml": page("<p>Non</p>"),
        "OEBPS/beside.xhtml": page("<p>Non</p>"),
        "OEBPS/texte/début.xhtml": page(early),
        "OEBPS/late.xhtml": page("<h1>Chapitre deux</h1><p>La fin.</p>"),
    } | more
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_book_is_one_article_in_reading_order(tmp_path: Path) -> None:
    path = tmp_path / "Livre.EPUB"
    path.write_bytes(epub())
    article = read_article(path).article
    assert article.text == TEXT
    assert (article.title, article.author, article.outlet, article.date, article.origin) == (
        "Le livre",
        "Léa Roy, Jean Bon",
        "Éditions",
        "2024-05-28",
        "https://livre.example",
    )


@pytest.mark.parametrize(
    "doctype",
    [
        "",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
        '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">',
    ],
)
def test_named_characters_are_known_in_every_edition(doctype: str) -> None:
    text = page("<p>L&rsquo;&eacute;t&eacute;&nbsp;&amp; &lt;b&gt;.</p>", doctype)
    book = epub(**{"OEBPS/texte/début.xhtml": text})
    assert read_data(book, "a.epub").article.blocks[0].text == "L’été\u00a0& <b>."


def test_a_page_that_is_not_well_formed_is_read_as_a_browser_does() -> None:
    book = epub("<p>Un <b>mot & un</p><p>autre.")
    assert read_data(book, "a.epub").article.segments[:2] == ("Un mot & un", "autre.")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_pages_in_other_encodings(encoding: str) -> None:
    text = page("<p>L’été.</p>").replace("?>", f' encoding="{encoding[:6].rstrip("-")}"?>', 1)
    book = epub(**{"OEBPS/texte/début.xhtml": text.encode(encoding)})
    assert read_data(book, "a.epub").article.blocks[0].text == "L’été."


def encryption(algorithm: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/></enc:EncryptedData></encryption>'
    )


def test_scrambled_fonts_lock_no_book() -> None:
    fonts = encryption("http://www.idpf.org/2008/embedding")
    assert read_data(epub(**{"META-INF/encryption.xml": fonts}), "a.epub").article.text == TEXT


LOCKED = encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
CHAPTER = "OEBPS/texte/début.xhtml"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"Bonjour.", "is no .epub file, or damaged"),
        (epub()[:-50], "is no .epub file, or damaged"),
        (epub(**{"META-INF/encryption.xml": LOCKED}), r"is locked against copying \(DRM\)"),
        (epub(**{CHAPTER: page("<p>&b;</p>", BOMB)}), "entities of its own in OEBPS/texte"),
        (epub(**{CHAPTER: page("<p>&f;</p>", FILE)}), "declares entities of its own"),
        (epub(**{"OEBPS/book.opf": f"{BOMB}<package/>"}), "entities of its own in OEBPS/book.opf"),
        (epub(**{"OEBPS/book.opf": "<package>"}), "is damaged at OEBPS/book.opf"),
        (epub(**{"OEBPS/book.opf": "<package/>"}), "holds no text"),
        (epub(**{CHAPTER: ""}), "is damaged at OEBPS/texte"),
        (epub(**{"META-INF/container.xml": "<container/>"}), "names no content"),
        (epub(**{"META-INF/container.xml": CONTAINER.format("../x")}), "../x is missing in it"),
        (epub(href="/etc/passwd"), "leads out of itself, to /etc/passwd"),
        (epub(href="../../etc/passwd"), "leads out of itself"),
        (epub(href="file:///etc/passwd"), "leads out of itself"),
        (epub(href="https://a.example/x"), "leads out of itself"),
        (epub(href="fehlt.xhtml"), "damaged, OEBPS/fehlt.xhtml is missing in it: save it as .epub"),
        (epub(**{CHAPTER: " " * 30_000_000}), "unpacks to more than a book holds"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_the_remedy(data: bytes, says: str) -> None:
    with pytest.raises(ArticleError, match=rf"^a\.epub .*{says}"):
        read_data(data, "a.epub")


def test_many_large_parts_are_too_much_together() -> None:
    large = page(f"<p>{'mot ' * 2000}</p>" * 2500)
    package = PACKAGE.format(metadata="", early="début.xhtml")
    items = "".join(f'<item id="i{n}" href="i{n}" media-type="text/html"/>' for n in range(4))
    order = "".join(f'<itemref idref="i{n}"/>' for n in range(4))
    package = package.replace("</manifest>", f"{items}</manifest>")
    package = package.replace("<itemref", f"{order}<itemref", 1)
    book = epub(**{"OEBPS/book.opf": package}, **{f"OEBPS/i{n}": large for n in range(4)})
    with pytest.raises(ArticleError, match=r"a\.epub unpacks to more than a book holds \(OEBPS/i3"):
        read_data(book, "a.epub")


def test_a_zip_that_is_no_book_is_named() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "Bonjour.")
    with pytest.raises(ArticleError, match=r"a\.epub is no EPUB book"):
        read_data(file.getvalue(), "a.epub")


def test_a_book_with_a_password_is_named() -> None:
    locked = bytearray(epub())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        position = locked.find(mark)
        while position >= 0:
            locked[position + at] |= 1
            position = locked.find(mark, position + 4)
    with pytest.raises(ArticleError, match=r"a\.epub is locked with a password: save it without"):
        read_data(bytes(locked), "a.epub")


def test_a_book_packed_in_an_unknown_way_is_named() -> None:
    odd = epub().replace(b"PK\3\4\x14\0\0\0\x08", b"PK\3\4\x14\0\0\0\x63")
    odd = odd.replace(b"PK\1\2\x14\3\x14\0\0\0\x08", b"PK\1\2\x14\3\x14\0\0\0\x63")
    with pytest.raises(ArticleError, match=r"a\.epub is damaged at META-INF/container\.xml"):
        read_data(odd, "a.epub")


@given(st.integers(0, 5000), st.binary(max_size=8))
def test_damage_anywhere_is_no_crash(at: int, damage: bytes) -> None:
    whole = epub()
    at %= len(whole)
    with contextlib.suppress(ArticleError):
        read_data(whole[:at] + damage + whole[at + len(damage) :], "a.epub")
