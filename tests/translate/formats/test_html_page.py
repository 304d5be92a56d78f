"""A page of its own: whole, tight, and the same every time.

What a browser makes of it is tested with the other browser tests.
"""

import base64
import hashlib
import re

import pytest
from lxml import html

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.formats.html import SCRIPT, STYLE, render
from visavis.translate.formats.html_page import to_html_page

ARTICLE = BilingualArticle(
    Article(
        "Une levée </title><script>x</script>",
        (
            Block("heading", "Une levée", ((0, 9),), "# "),
            Block("paragraph", "</script><img src=x>", ((0, 20),)),
        ),
    ),
    (
        (Pair("Une levée", "A “round” & more", "engine", -0.5),),
        (Pair("</script><img src=x>", "</style><img src=x>", "engine"),),
    ),
    "engine:x",
)


def test_the_page_holds_the_article_and_all_that_it_needs() -> None:
    page = to_html_page(ARTICLE)
    tree = html.fromstring(page.encode())
    assert render(ARTICLE) in page
    assert tree.get("lang") == "en"
    assert tree.findtext("head/title") == "A “round” & more · Une levée </title><script>x</script>"
    [script], [style] = tree.xpath("//script"), tree.xpath("//style")
    assert script.text.startswith(SCRIPT)
    assert style.text.startswith(STYLE)
    assert page == to_html_page(ARTICLE)


def test_nothing_is_asked_of_the_network_and_nothing_foreign_runs() -> None:
    tree = html.fromstring(to_html_page(ARTICLE).encode())
    assert tree.xpath("//@src | //link | //iframe | //object | //embed | //img | //base") == []
    assert not re.search(r"@import|url\(", tree.findtext("head/style"))
    [policy] = tree.xpath("//meta[@http-equiv = 'Content-Security-Policy']/@content")
    hashes = [
        base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        for element in (tree.xpath("//style")[0], tree.xpath("//script")[0])
    ]
    assert policy == (
        f"default-src 'none'; style-src-elem 'sha256-{hashes[0]}'; "
        f"style-src-attr 'unsafe-inline'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize(("title", "shown"), [("Titre", "Titre"), (" ", "Article")])
def test_a_page_without_english_is_called_after_the_french(title: str, shown: str) -> None:
    tree = html.fromstring(to_html_page(BilingualArticle(Article(title, ()), (), "")).encode())
    assert tree.findtext("head/title") == shown
