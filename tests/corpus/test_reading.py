"""Articles are read from every kind of file, and written as Markdown that reads back equal."""

from pathlib import Path

import pytest
from dirty_text import dirty
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.article import Article, Block
from visavis.corpus.errors import ArticleError
from visavis.corpus.reading import read_article, read_text, to_markdown

ROOT = Path(__file__).parents[2]
NAMES = [path.stem for path in sorted((ROOT / "corpus" / "articles").glob("*.md"))]
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8">
<title>Grok&nbsp;: le pari - Le Site</title><meta property="og:site_name" content="Le Site">
<meta name="author" content="Jeanne Martin">
<meta property="article:published_time" content="2025-03-28T10:00:00+01:00">
<link rel="canonical" href="https://site.example/grok"></head><body>
<nav><a href="/">Accueil</a></nav><article><h1>Grok&nbsp;: le pari</h1>
<p>Le pari est <b>simple</b>, et <a href="/x">personne</a> ne l’a encore tenu&#8239;: 5 &lt; 6.</p>
<h2>Un &amp; deux *trois*</h2><p>«&nbsp;Des mots assez longs pour que ce paragraphe soit retenu par
l’extraction&nbsp;», sans difficulté aucune, et encore quelques autres pour finir.</p>
<ul><li>Un point</li><li>Deux points</li></ul></article><footer>Mentions légales</footer></body>
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_cleaned_article_is_written_as_it_stands(name: str) -> None:
    path = ROOT / "corpus" / "articles" / f"{name}.md"
    assert to_markdown(read_article(path).article).encode() == path.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_raw_article_becomes_the_cleaned_one(name: str) -> None:
    [raw] = (ROOT / "corpus" / "raw").glob(f"{name}.*")
    read = read_article(raw).article
    wanted = read_article(ROOT / "corpus" / "articles" / f"{name}.md").article
    assert (read.text, read.title, read.author) == (wanted.text, wanted.title, wanted.author)
    assert read.blocks == wanted.blocks


@given(dirty, st.sampled_from(["pasted text", "a.txt", "a.md"]))
def test_what_was_read_is_written_and_read_back_equal(text: str, name: str) -> None:
    try:
        reading = read_text(text, name)
    except ArticleError:
        return
    assert reading.article.text == reading.cleaned.text
    assert read_text(to_markdown(reading.article), "again.md").article == reading.article


def test_front_matter_titles_headings_and_segments() -> None:
    reading = read_text(
        "---\ntitle: xAI : le rachat\nauteurs: [Léa Roy, Jean Bon]\nsite: Le Site\n"
        "date: 2025-03-28\nurl: https://site.example\ntags: [a, b]\n---\n\n"
        "## Un fait\n\nIl achète X.\nElle suit.\n\n- un\n- deux\n\n> cité\n",
        "a.md",
    )
    assert reading.article == Article(
        "xAI : le rachat",
        (
            Block("heading", "Un fait", ((0, 7),), "## "),
            Block("paragraph", "Il achète X. Elle suit.", ((0, 12), (13, 23))),
            Block("item", "un", ((0, 2),), "- ", "\n"),
            Block("item", "deux", ((0, 4),), "- "),
            Block("quote", "cité", ((0, 4),), "> ", "\n"),
        ),
        author="Léa Roy, Jean Bon",
        outlet="Le Site",
        date="2025-03-28",
        origin="https://site.example",
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Un\n---\n# Deux\n\nTexte.", "Un"),
        ("Texte.\n\n# Deux\n\nSuite.", "Deux"),
        ("## Trois\n\nTexte.", "Trois"),
        ("Une phrase. Une autre.", "Une phrase"),
        ("Vraiment ? Oui.", "Vraiment ?"),
        ("Le mot " * 20, "Le mot " * 10 + "Le mot Le…"),
    ],
)  # fmt: skip
def test_the_title_is_the_best_there_is(text: str, title: str) -> None:
    assert read_text(text, "a.md").article.title == title


def test_pasted_text_is_markdown_when_it_looks_like_it() -> None:
    assert read_text("# Titre\n\nUn *mot*.").article.blocks[1].text == "Un mot."
    assert read_text("Une note de 5 *.\nUn *mot*.").article.blocks[1].text == "Un *mot*."


def test_a_page_gives_its_article_and_what_it_declares() -> None:
    article = read_text(PAGE, "page.html").article
    assert article.text == (
        "# Grok\u00a0: le pari\n\n"
        "Le pari est simple, et personne ne l’a encore tenu\u202f: 5 < 6.\n\n"
        "## Un & deux *trois*\n\n"
        "«\u00a0Des mots assez longs pour que ce paragraphe soit retenu par l’extraction\u00a0», "
        "sans difficulté aucune, et encore quelques autres pour finir.\n\n"
        "- Un point\n- Deux points\n"
    )
    assert (article.title, article.author, article.outlet, article.date, article.origin) == (
        "Grok\u00a0: le pari",
        "Jeanne Martin",
        "Le Site",
        "2025-03-28",
        "https://site.example/grok",
    )
    assert read_text(to_markdown(article), "a.md").article == article


@pytest.mark.parametrize("page", ["<html></html>", "<p></p>", "<script>x</script>", "<" * 50])
def test_a_page_without_an_article_is_an_error(page: str) -> None:
    with pytest.raises(ArticleError, match=r"page\.html holds no article"):
        read_text(page, "page.html")


def test_files_are_read_by_their_suffix(tmp_path: Path) -> None:
    for suffix in (".txt", ".md", ".markdown", ".html", ".htm"):
        path = tmp_path / f"article{suffix.upper()}"
        path.write_text(PAGE if "htm" in suffix else "L’été à Memphis.", encoding="cp1252")
        assert read_article(path).article.blocks


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.odt", b"PK", "one of .txt, .md, .markdown, .html, .htm, .docx, .epub"),
        ("a", b"texte", "one of .txt"),
        ("a.txt", b"", "is empty"),
        ("a.md", b"\x89PNG\r\n", "is a picture"),
        ("a.txt", "0 𝕏\n[ ]\n".encode(), "holds no article"),
        ("a.txt", None, "does not exist"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_remedy(
    name: str, content: bytes | None, says: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArticleError) as caught:
        read_article(path)
    assert str(caught.value).startswith(str(path))
    assert says in str(caught.value)


def test_a_folder_is_not_an_article(tmp_path: Path) -> None:
    folder = tmp_path / "a.txt"
    folder.mkdir()
    with pytest.raises(ArticleError, match="cannot be read"):
        read_article(folder)


def test_empty_text_is_an_error() -> None:
    with pytest.raises(ArticleError, match="pasted text is empty"):
        read_text(" \n\u00a0\n")


@pytest.mark.parametrize(
    "line",
    ["*mot* et [un](lien)", "5 < 6 <b>", "+ 5 %", "---", "```", "[a]: http://x", "fin #", "| a |"],
)  # fmt: skip
def test_text_that_looks_like_markup_survives(line: str) -> None:
    article = read_text(f"Une phrase.\n{line}\nUne autre.", "a.txt").article
    assert article.blocks[1].text == line
    assert read_text(to_markdown(article), "a.md").article == article
