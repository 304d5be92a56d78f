"""A bilingual book: clean by epubcheck, pairs kept together, the same bytes every time."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from visavis.corpus.article import Article, Block
from visavis.corpus.reading import read_data
from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
from visavis.translate.formats.epub import to_epub

USE = TermUse(4, "levée de fonds", "funding round", (4, 18), (2, 15), "already")
MISSED = TermUse(2, "GPU", "GPU", (0, 3), None, "missed", "not said")
ARTICLE = BilingualArticle(
    Article(
        "Une levée de fonds",
        (
            Block("heading", "Une levée de fonds", ((0, 18),), "# "),
            Block("paragraph", "Premier. [1] Deuxième.", ((0, 8), (13, 22))),
            Block("heading", "La suite", ((0, 8),), "## "),
            Block("quote", "5 < 6", ((0, 5),), "> "),
            Block("item", "GPU", ((0, 3),), "- ", "\n"),
            Block("item", "Cité", ((0, 4),), "3. ", "\n"),
        ),
        author="Léa Roy",
        outlet="Le Journal",
        date="2024-05-28",
        origin="https://journal.example/levée?a=1&b=2",
    ),
    (
        (Pair("Une levée de fonds", "A funding round", "engine", -0.5, (), (USE,)),),
        (Pair("Premier.", "First.", "engine", -0.1), Pair("Deuxième.", "", "engine")),
        (Pair("La suite", "What comes next", "edited"),),
        (Pair("5 < 6", "5 < 6", "copied"),),
        (Pair("GPU", "Graphics", "engine", -0.3, (), (MISSED,)),),
        (Pair("Cité", "Quoted", "engine", -0.3),),
    ),
    "engine:x|glossary:y",
)
BODY = """\
<body>
<header><p class="about">Le Journal · 28 May 2024 · Léa Roy</p></header>
<h1 id="b0" class="heading pair">{fr:span:Une levée de fonds}{en:span:A funding round}</h1>
<div class="paragraph block">
<div class="pair">{fr:p:Premier.}{en:p:First.}</div>
{fr:p:[1]}
<div class="pair">{fr:p:Deuxième.}</div>
</div>
<h2 id="b2" class="heading pair">{fr:span:La suite}{en:span:What comes next}</h2>
<blockquote class="quote block">
<div class="pair">{fr:p:5 &lt; 6}{en:p:5 &lt; 6}</div>
</blockquote>
<ul>
<li class="item block">
<div class="pair">{fr:p:GPU}{en:p:Graphics}</div>
</li>
</ul>
<ol>
<li class="item block" value="3">
<div class="pair">{fr:p:Cité}{en:p:Quoted}</div>
</li>
</ol>
<footer>
<h2>Glossary</h2>
<dl>
<dt>levée de fonds</dt>
<dd>funding round</dd>
</dl>
<p class="made">engine:x|glossary:y</p>
</footer>
</body>
"""


def parts(book: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def bare(article: Article) -> BilingualArticle:
    pairs = tuple(
        tuple(Pair(text, text.upper(), "engine") for text in block.segments)
        for block in article.blocks
    )
    return BilingualArticle(article, pairs, "")


def test_the_parts_of_a_book() -> None:
    book = to_epub([ARTICLE, ARTICLE])
    assert list(parts(book)) == [
        "mimetype",
        "EPUB/article-1.xhtml",
        "EPUB/article-2.xhtml",
        "EPUB/nav.xhtml",
        "EPUB/package.opf",
        "EPUB/style.css",
        "META-INF/container.xml",
    ]
    assert book[30:58] == b"mimetypeapplication/epub+zip"


def test_a_chapter() -> None:
    expected = re.sub(
        r"\{(\w+):(\w+):(.*?)\}",
        lambda found: f'<{found[2]} class="{found[1]}" lang>{found[3]}</{found[2]}>',
        BODY,
    )
    page = parts(to_epub([ARTICLE]))["EPUB/article-1.xhtml"]
    body = page[page.index("<body>") : page.index("</html>")]
    french, english = 'lang="fr" xml:lang="fr"', 'lang="en" xml:lang="en"'
    assert all(f'class="fr" {french}>{text}<' in body for text in ("Premier.", "GPU", "[1]"))
    assert all(f'class="en" {english}>{text}<' in body for text in ("First.", "Graphics"))
    told_apart = re.sub(r'(class="(?:fr|en)") lang="\w\w" xml:lang="\w\w"', r"\1 lang", body)
    plain = re.sub(r' lang="\w\w" xml:lang="\w\w"', "", told_apart)
    assert re.sub(r"\n+", "\n", plain) == expected


def test_pairs_are_kept_together() -> None:
    style = parts(to_epub([ARTICLE]))["EPUB/style.css"]
    assert ".pair { break-inside: avoid; page-break-inside: avoid; }" in style


def test_the_contents() -> None:
    page = parts(to_epub([ARTICLE, bare(Article("Sans texte", ()))]))["EPUB/nav.xhtml"]
    assert re.findall(r'<a href="([^"]*)" lang="(\w\w)"[^>]*>([^<]*)</a>', page) == [
        ("article-1.xhtml", "en", "A funding round"),
        ("article-1.xhtml#b2", "en", "What comes next"),
        ("article-2.xhtml", "fr", "Sans texte"),
    ]


def test_what_a_book_says_of_itself() -> None:
    package = parts(to_epub([ARTICLE]))["EPUB/package.opf"]
    metadata = package[package.index("<dc:title") : package.index("<meta property=")]
    assert metadata == (
        '<dc:title xml:lang="en">A funding round</dc:title>\n'
        '<dc:title xml:lang="fr">Une levée de fonds</dc:title>\n'
        "<dc:language>fr</dc:language>\n"
        "<dc:language>en</dc:language>\n"
        "<dc:creator>Léa Roy</dc:creator>\n"
        "<dc:publisher>Le Journal</dc:publisher>\n"
        "<dc:source>https://journal.example/levée?a=1&amp;b=2</dc:source>\n"
        "<dc:date>2024-05-28</dc:date>\n"
        "<dc:description>engine:x|glossary:y</dc:description>\n"
    )
    named = parts(to_epub([ARTICLE], "Mes articles"))["EPUB/package.opf"]
    assert re.findall(r"<dc:title[^>]*>([^<]*)<", named) == ["Mes articles"]


def test_equal_articles_give_equal_bytes_and_others_another_identifier() -> None:
    assert to_epub([ARTICLE]) == to_epub([ARTICLE])
    identifiers = {
        re.findall(r"urn:uuid:[0-9a-f-]{36}", parts(book)["EPUB/package.opf"])[0]
        for book in (to_epub([ARTICLE]), to_epub([ARTICLE] * 2), to_epub([ARTICLE], "Livre"))
    }
    assert len(identifiers) == 3


@given(st.text(st.characters(), max_size=30), st.sampled_from(["heading", "item", "paragraph"]))
@example("]]><script>\0\x0c\ufffe\ud800&nbsp;", "paragraph")
def test_any_text_gives_sound_pages_that_show_it(text: str, kind: str) -> None:
    marker = {"heading": "# ", "item": "- "}.get(kind, "")
    article = Article(text, (Block(kind, text, ((0, len(text)),), marker),), text, text, text, text)
    pages = parts(to_epub([bare(article)]))
    trees = {
        name: etree.fromstring(page.encode())
        for name, page in pages.items()
        if name.endswith(("xml", "opf", "xhtml"))
    }
    assert not any(tree.xpath("//*[local-name() = 'script']") for tree in trees.values())
    shown = trees["EPUB/article-1.xhtml"].xpath("//*[@class = 'fr']/text()")
    held = re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    assert shown == ([re.sub("\r\n?", "\n", held)] if text.strip() else [])


def test_read_back_a_book_gives_the_french_alone() -> None:
    article = read_data(to_epub([ARTICLE]), "book.epub").article
    assert article.text == ARTICLE.article.text
    facts = ("title", "author", "outlet", "date", "origin")
    assert [getattr(article, fact) for fact in facts] == [
        "Une levée de fonds",
        "Léa Roy",
        "Le Journal",
        "2024-05-28",
        "https://journal.example/levée?a=1&b=2",
    ]
    untitled = Article("Un titre", (Block("paragraph", "Une phrase.", ((0, 11),), "", "\n"),))
    assert read_data(to_epub([bare(untitled)]), "book.epub").article == untitled


def epubcheck() -> list[str]:
    """The command of the EPUB checker of the W3C; on Debian it is a jar on the path."""
    found = shutil.which("epubcheck")
    if found is None or shutil.which("java") is None:
        pytest.skip("epubcheck or java is not installed: `apt-get install epubcheck` brings both")
    return ["java", "-jar", str(Path(found).resolve())] if zipfile.is_zipfile(found) else [found]


def test_epubcheck_finds_nothing(tmp_path: Path) -> None:
    articles = [
        ARTICLE,
        bare(Article("", ())),
        bare(Article("]]>&\0", (), "<", "\x01", "2024-13-99")),
        bare(Article("T", (Block("item", "a b", ((0, 1), (2, 3)), "1) "),), "", "", "1 mai")),
        bare(Article("T", (Block("heading", " ", ((0, 1),), "### "),))),
    ]
    (tmp_path / "book.epub").write_bytes(to_epub(articles))
    command = [*epubcheck(), "--failonwarnings", str(tmp_path / "book.epub")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "0 fatals / 0 errors / 0 warnings" in checked.stdout
