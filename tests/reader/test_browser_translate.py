"""From files dropped to a zip opened, and back into the library, in a real browser."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sample_library import HOSTILE, SCRIPT, Library
from test_browser_reading import nothing_serious

from visavis.corpus.reading import read_text

SHORT = "# Le vote est clos\n\nMerci à tous. Le débat est clos.\n"
LONG = "\n\n".join(f"La ligne {n} du projet traverse la ville {n + 2}." for n in range(4000))


@pytest.fixture(autouse=True)
def _articles_put_back(library: Library) -> Iterator[None]:
    before = set(library.folder.iterdir())
    yield
    for path in set(library.folder.iterdir()) - before:
        path.unlink()


def file(name: str, data: str | bytes) -> FilePayload:
    content = data.encode() if isinstance(data, str) else data
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def drop(page: Page, *files: FilePayload) -> None:
    page.goto("/translate")
    page.locator("input[type=file]").set_input_files(list(files))
    expect(page.locator(".account").first).to_be_visible()


def downloaded(page: Page) -> dict[str, str]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "translated.zip"
    with zipfile.ZipFile(Path(download.value.path())) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_from_files_to_a_zip_and_into_the_library(page: Page, library: Library) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("mars/clos.md", SHORT)
        archive.writestr("../../dehors.md", SHORT)
    drop(page, file("presse.zip", zipped.getvalue()), file("carte.txt", "Une carte.Deux cartes."))
    expect(page.locator(".notice.problem")).to_contain_text("leads out of the zip")
    article = page.locator(".account", has_text="carte.txt")
    expect(article.locator(".record")).to_be_hidden()
    article.locator("summary").click()
    expect(article.locator(".record")).to_contain_text("Two words or two sentences ran together.")
    expect(article.locator(".left[lang=fr]")).to_have_text("Une carte. Deux cartes.")
    page.get_by_role("button", name="Translate 2 articles").click()
    expect(page.locator(".tasks > li.done")).to_have_count(2)
    files = downloaded(page)
    assert set(files) == {"clos.md", "carte.md"}
    assert "| Merci à tous. | " in files["clos.md"]
    page.get_by_role("button", name="Add to the library").click()
    expect(page.get_by_role("status")).to_contain_text("clos.md is now clos.md")
    added = read_text((library.folder / "clos.md").read_text(), "clos.md").article
    assert added == read_text(SHORT, "clos.md").article
    page.get_by_role("link", name="Read").click()
    expect(page.get_by_text("Le vote est clos").first).to_be_visible()


def test_stopping_keeps_what_is_finished(page: Page) -> None:
    drop(page, file("court.md", SHORT), file("long.txt", LONG), file("encore.txt", LONG + " Fin."))
    page.get_by_role("button", name="Translate 3 articles").click()
    expect(page.locator(".tasks > li.done")).to_have_count(1)
    # The page may be left meanwhile.
    page.get_by_role("link", name="Quality").click()
    expect(page.get_by_role("tab", name="Scores")).to_be_visible()
    page.get_by_role("link", name="Translate").click()
    expect(page.locator(".tasks > li.running")).to_have_count(2)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".tasks > li.cancelled")).to_have_count(2, timeout=120_000)
    expect(page.locator(".page .about")).to_contain_text("1 article translated in ")
    assert set(downloaded(page)) == {"court.md"}


def test_hostile_names_and_texts_are_text(page: Page) -> None:
    names = [
        f"{SCRIPT}.txt".replace("/", "∕"),
        "<svg onload=window.pwned=1>.txt",
        "**a** $x$.txt",
    ]
    texts = [f"Ici : {text} {number}." for number, text in enumerate(HOSTILE[: len(names)])]
    drop(page, *map(file, names, texts))
    for name in names:
        expect(page.locator(".account", has_text=name)).to_have_count(1)
    for summary in page.locator(".account summary").all():
        summary.click()
    assert page.locator("svg[onload], img[src=x], .account :is(script, svg, img)").count() == 0
    page.get_by_role("button", name="Translate 3 articles").click()
    expect(page.locator(".tasks > li.done")).to_have_count(3)
    assert page.locator("svg[onload], img[src=x], .tasks :is(script, svg, img)").count() == 0
    for name in downloaded(page):
        assert all(letter.isalnum() or letter in "-." for letter in name)


@pytest.mark.parametrize("path", ["/translate", "/quality"])
def test_pages_fit_a_narrow_window(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(path)
    expect(page.locator(".page h1")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_a_finding_opens_in_the_reader(page: Page) -> None:
    page.goto("/quality")
    page.get_by_role("tab", name="To check").click()
    finding = page.locator(".finding", has_text="Its valuation exceeds 15 billion.")
    expect(finding).to_be_visible()
    row = page.get_by_test_id("stHorizontalBlock").filter(has=finding).last
    row.get_by_role("link", name="Open").click()
    expect(page).to_have_url(re.compile(r"article=gazette\.md"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_both_pages(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    drop(page, file("clos.md", SHORT), file("image.txt", b"\x89PNG"))
    page.locator(".account summary").click()
    quiet(page)
    nothing_serious(page)
    page.get_by_role("button", name="Translate 1 article").click()
    expect(page.locator(".tasks > li.done")).to_have_count(1)
    quiet(page)
    nothing_serious(page)
    page.get_by_role("link", name="Quality").click()
    for tab, content in (("Terms", ".outcomes"), ("To check", ".finding")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(content).first).to_be_visible()
        quiet(page)
        nothing_serious(page)


def quiet(page: Page) -> None:
    """Wait until the script has run: what is about to go is drawn paler."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
