"""Editing the glossary in a real browser, alone and against somebody else."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sample_library import GLOSSARY, HOSTILE, IMAGE, SCRIPT, Library

ROW, HEADER = 35, 36
MARKER, SOURCE, TARGET = 16, 180, 390
"""Pixels of the columns in the table, and the heights of its rows."""


def open_glossary(page: Page) -> None:
    page.goto("/glossary")
    expect(cell(page, 2, 0)).to_have_text("GPU")


def cell(page: Page, column: int, row: int) -> Locator:
    """What the table tells a screen reader; 2 is the source, 3 the target."""
    return page.get_by_test_id(f"glide-cell-{column}-{row}")


def click(page: Page, x: int, row: int) -> None:
    """Click a cell twice, which opens it; below the last row, add one; on a marker, choose it."""
    expect(page.locator(".stDataFrame")).to_have_count(1)
    page.locator(".stDataFrame").scroll_into_view_if_needed()
    box = page.locator(".stDataFrame .dvn-scroller").bounding_box()
    assert box is not None
    position = (box["x"] + x, box["y"] + HEADER + ROW * row + ROW // 2)
    (page.mouse.click if x == MARKER else page.mouse.dblclick)(*position)


def write(page: Page, x: int, row: int, text: str) -> None:
    """Open a cell, write over it, close it."""
    click(page, x, row)
    editor = page.locator("textarea.gdg-input")
    editor.fill(text)
    page.keyboard.press("Enter")
    expect(editor).to_have_count(0)


def status(page: Page) -> Locator:
    return page.locator(".page .about")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_edits_are_kept_checked_and_saved(page: Page, library: Library) -> None:
    open_glossary(page)
    expect(status(page)).to_have_text("glossary.csv · 4 rows · saved")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    write(page, TARGET, 1, "market value")
    expect(status(page)).to_have_text("glossary.csv · 4 rows · 1 not saved")
    write(page, TARGET, 2, "fundraising")
    expect(status(page)).to_have_text("glossary.csv · 4 rows · 2 not saved")
    write(page, SOURCE, 3, " ")
    expect(page.locator(".notice.problem")).to_contain_text("row 5: the source is empty")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    click(page, MARKER, 0)
    page.get_by_role("button", name="Delete").click()
    expect(status(page)).to_contain_text("3 rows · to be mended · 4 not saved")
    expect(page.locator(".notice.problem")).to_contain_text("row 5: the source is empty")
    page.get_by_role("tab", name="Check").click()
    expect(page.get_by_text("Advice follows when these rows are mended")).to_be_visible()
    page.get_by_role("tab", name="Rows").click()
    expect(cell(page, 3, 0)).to_have_text("market value")
    expect(status(page)).to_contain_text("4 not saved")
    page.get_by_role("link", name="Read").click()
    expect(status(page)).to_have_text("3 articles · 91 words")  # no article: the library
    page.get_by_role("link", name="Glossary").click()
    expect(status(page)).to_contain_text("4 not saved")
    expect(page.locator(".notice.problem")).to_contain_text("row 5: the source is empty")
    write(page, SOURCE, 2, "centre de calcul")
    expect(page.locator(".notice.problem")).to_have_count(0)
    save(page)
    expect(status(page)).to_have_text("glossary.csv · 3 rows · saved")
    expect(page.get_by_text("glossary.csv is saved.")).to_be_visible()
    assert library.glossary.read_text() == (
        "source,target,note\nvalorisation,market value,\nlevée de fonds,fundraising,\n"
        "centre de calcul,data centre|data center,\n"
    )


def test_what_would_change_is_seen_before_it_is_saved(page: Page, library: Library) -> None:
    page.goto("/glossary?row=3")
    expect(cell(page, 2, 0)).to_have_text("valorisation")
    expect(page.get_by_text("1 of 4 rows are shown.")).to_be_visible()
    write(page, TARGET, 0, "market value")
    page.get_by_role("button", name="What would change?").click()
    change = page.locator(".change")
    expect(change).to_have_count(1)
    expect(change.locator("[lang=fr]")).to_have_text("Sa valorisation dépasse 50 milliards.")
    expect(change.locator("del")).to_contain_text(["valuation"])
    expect(change.locator("ins").first).to_be_visible()
    expect(change.locator(".new")).to_contain_text(re.compile("market value", re.IGNORECASE))
    expect(change.locator("small")).to_contain_text("was valuation (applied), is market value (")
    assert library.glossary.read_text() == GLOSSARY
    save(page)
    expect(page.get_by_text("1 sentence changed.")).to_be_visible()
    page.goto("/?article=gazette.md")
    english = page.locator("article [lang=en]", has_text=re.compile("market value", re.IGNORECASE))
    expect(english.first).to_be_visible()
    expect(page.get_by_role("button", name="Translate again")).to_have_count(0)


def test_a_suggestion_becomes_a_row_with_one_click(page: Page, library: Library) -> None:
    paths = [library.folder / f"brevet-{name}.txt" for name in "ab"]
    for path in paths:
        path.write_text(f"Le brevet est valable. Le brevet de {path.stem} est clos.\n")
    open_glossary(page)
    page.get_by_role("tab", name="Suggestions").click()
    suggestion = page.locator(".suggestion", has_text="brevet →")
    expect(suggestion).to_contain_text("4 times in 2 articles")
    page.locator(".st-key-add-brevet").get_by_role("button").click()
    expect(suggestion).to_have_count(0)
    expect(status(page)).to_contain_text("5 rows · to be mended · 1 not saved")
    page.get_by_role("tab", name="Rows").click()
    expect(cell(page, 2, 4)).to_have_text("brevet")
    write(page, TARGET, 4, "patent")
    save(page)
    expect(status(page)).to_have_text("glossary.csv · 5 rows · saved")
    assert library.glossary.read_text() == f"{GLOSSARY}brevet,patent,\n"
    for path in paths:
        path.unlink()


def test_two_browsers_that_edit_at_once_are_merged(
    page: Page, library: Library, browser: Browser, address: str
) -> None:
    open_glossary(page)
    write(page, TARGET, 2, "fundraising")
    expect(status(page)).to_contain_text("1 not saved")
    context = browser.new_context(base_url=address)
    other = context.new_page()
    open_glossary(other)
    write(other, TARGET, 0, "graphics processor")
    write(other, TARGET, 1, "worth")
    expect(status(other)).to_contain_text("2 not saved")
    save(other)
    expect(other.get_by_text("glossary.csv is saved.")).to_be_visible()
    context.close()
    write(page, TARGET, 1, f"value {IMAGE}")
    expect(page.locator(".notice.problem")).to_contain_text("changed by someone else")
    expect(page.locator(".conflict")).to_have_count(1)
    expect(page.locator(".conflict")).to_contain_text(f"value {IMAGE}")
    expect(page.locator(".conflict")).to_contain_text("worth")
    assert page.locator(".conflict img").count() == 0
    page.get_by_role("radio", name="Take theirs").click()
    expect(page.get_by_role("radio", name="Take theirs")).to_be_checked()
    page.get_by_role("button", name="Merge both").click()
    expect(page.get_by_text("Both versions are in the table.")).to_be_visible()
    expect(cell(page, 3, 0)).to_have_text("graphics processor")
    expect(cell(page, 3, 1)).to_have_text("worth")
    expect(status(page)).to_have_text("glossary.csv · 4 rows · 1 not saved")
    save(page)
    expect(status(page)).to_have_text("glossary.csv · 4 rows · saved")
    assert library.glossary.read_text() == GLOSSARY.replace(
        "GPU,GPU", "GPU,graphics processor"
    ).replace("valuation", "worth").replace("funding round", "fundraising")


def test_a_glossary_goes_out_and_comes_in(page: Page, library: Library, tmp_path: Path) -> None:
    open_glossary(page)
    page.get_by_role("tab", name="Import & export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("TBX-Basic")).click()
    file = tmp_path / "glossary.tbx"
    download.value.save_as(file)
    text = file.read_text()
    assert text.count("<termEntry") == 4
    file.write_text(text.replace(">GPU<", ">NPU<").replace("valuation", "worth"))
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("glossary.tbx: 1 taken, 2 there already, 1 skipped.")).to_be_visible()
    page.get_by_role("radio", name="accept both").click()
    page.get_by_role("button", name="Put 2 rows into the table").click()
    expect(cell(page, 3, 1)).to_have_text("valuation|worth")
    expect(cell(page, 2, 4)).to_have_text("NPU")


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_is_wider_than_the_window(page: Page, library: Library, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_glossary(page)
    for name in ("Suggestions", "Check", "Import & export", "Rows"):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_cells_are_text(page: Page, library: Library) -> None:
    rows = "".join(
        f'x{i},"{text.replace(chr(34), chr(34) * 2)}",\n' for i, text in enumerate(HOSTILE)
    )
    library.glossary.write_text(f"source,target,{SCRIPT}\n{rows}")
    page.goto("/glossary")
    for row, text in enumerate(HOSTILE):
        expect(cell(page, 3, row)).to_have_text(text)
    page.get_by_role("tab", name="Check").click()
    expect(page.locator(".advice").first).to_contain_text("“x0” is in no article")
    page.get_by_role("tab", name="Rows").click()
    write(page, SOURCE, 1, f"x0 {IMAGE}|x0")
    expect(page.locator(".notice.problem")).to_contain_text(IMAGE)
    assert page.locator("img[src=x], .notice :is(img, svg, script, iframe, style)").count() == 0
    library.glossary.write_text(f"source,target\na{IMAGE},b\na{IMAGE},c\n")
    page.goto("/glossary")
    expect(page.locator(".notice.problem")).to_contain_text(f"a{IMAGE}")
    page.goto("/?article=gazette.md")
    expect(page.locator(".notice.problem", has_text=f"a{IMAGE}")).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
