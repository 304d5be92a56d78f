"""An exported page as a browser shows it: alive, alone, and in light, dark and print."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
from visavis.translate.formats.html_page import to_html_page

HOSTILE = "</script></style><img src=http://a.example/x onerror=window.pwned=1>"
USE = TermUse(4, "levée de fonds", "funding round", (4, 18), (2, 15), "already")
ARTICLE = BilingualArticle(
    Article(
        f"Titre {HOSTILE}",
        (
            Block("heading", "Une levée de fonds", ((0, 18),), "# "),
            Block("paragraph", HOSTILE, ((0, len(HOSTILE)),)),
        ),
    ),
    (
        (
            Pair(
                "Une levée de fonds",
                "A funding round",
                "engine",
                -0.5,
                (),
                (USE,),
                (Link((4, 9), (10, 15), 0.9),),
            ),
        ),
        (Pair(HOSTILE, HOSTILE.upper(), "engine"),),
    ),
    "engine:x",
)


@pytest.fixture
def exported(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page opened from disk; it must load nothing and report nothing."""
    path = tmp_path / "article.html"
    path.write_bytes(to_html_page(ARTICLE).encode())
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    yield page
    pwned = page.evaluate("window.pwned")
    context.close()
    assert requests == [path.as_uri()]
    assert (pwned, said) == (None, [])


def test_an_exported_page_is_alive(exported: Page) -> None:
    expect(exported).to_have_title(f"A funding round · Titre {HOSTILE}")
    expect(exported.locator(".pair")).to_have_count(2)
    exported.locator('[lang="fr"] > .term').first.hover()
    expect(exported.locator(".card")).to_contain_text("funding round")
    exported.get_by_role("button", name="Interleaved").click()
    expect(exported.locator(".parallel")).to_have_attribute("data-layout", "interleaved")


@pytest.mark.parametrize(
    ("scheme", "paper"), [("light", "rgb(253, 252, 250)"), ("dark", "rgb(25, 27, 30)")]
)
def test_an_exported_page_follows_the_colour_scheme(
    exported: Page, scheme: str, paper: str
) -> None:
    exported.emulate_media(color_scheme=scheme)
    assert exported.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper


def test_an_exported_page_is_printed_without_its_tools(exported: Page) -> None:
    exported.emulate_media(media="print", color_scheme="dark")
    expect(exported.locator(".tools")).to_be_hidden()
    ink = exported.evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(34, 36, 42)"
