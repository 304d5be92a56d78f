"""Editing the glossary in a real browser, alone and against another program."""

from playwright.sync_api import Locator, Page, expect
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
    expect(status(page)).to_contain_text("3 rows · see below the table · 4 not saved")
    expect(page.locator(".notice.problem")).to_contain_text("row 5: the source is empty")
    page.get_by_role("link", name="Read").click()
    expect(page.locator(".parallel").first).to_be_visible()
    page.get_by_role("link", name="Glossary").click()
    expect(status(page)).to_contain_text("4 not saved")
    expect(page.locator(".notice.problem")).to_contain_text("row 4: the source is empty")
    write(page, SOURCE, 2, "centre de calcul")
    expect(page.locator(".notice.problem")).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(status(page)).to_have_text("glossary.csv · 3 rows · saved")
    expect(page.get_by_role("status")).to_have_text("glossary.csv is saved.")
    assert library.glossary.read_text() == (
        "source,target,note\nvalorisation,market value,\nlevée de fonds,fundraising,\n"
        "centre de calcul,data centre|data center,\n"
    )


def test_a_file_that_someone_else_changed_is_not_overwritten(page: Page, library: Library) -> None:
    open_glossary(page)
    write(page, TARGET, 0, "graphics processor")
    expect(status(page)).to_contain_text("1 not saved")
    theirs = GLOSSARY + f"puce,{IMAGE},\n"
    library.glossary.write_text(theirs)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notice.problem")).to_contain_text("GPU → graphics processor")
    assert library.glossary.read_text() == theirs
    page.get_by_role("button", name="Read the file again").click()
    expect(page.get_by_role("status")).to_contain_text("GPU → graphics processor")
    expect(status(page)).to_have_text("glossary.csv · 5 rows · saved")
    expect(cell(page, 3, 0)).to_have_text("GPU")
    expect(cell(page, 3, 4)).to_have_text(IMAGE)


def test_a_new_row_puts_the_glossary_to_work_at_once(page: Page, library: Library) -> None:
    page.goto("/?article=gazette.md")
    expect(page.locator(".parallel")).to_be_visible()
    page.get_by_role("link", name="Glossary").click()
    expect(cell(page, 2, 0)).to_have_text("GPU")
    write(page, SOURCE, 4, "course")
    write(page, TARGET, 4, "race")
    expect(status(page)).to_have_text("glossary.csv · 5 rows · 1 not saved")
    page.get_by_role("button", name="Save and translate").click()
    expect(page.locator(".changes")).to_contain_text("course: was no term, is race (")
    assert library.glossary.read_text() == f"{GLOSSARY}course,race,\n"
    page.get_by_role("link", name="Read").click()
    expect(page.locator("[lang=fr] > .term", has_text="course")).to_be_visible()
    expect(page.get_by_role("button", name="Translate again")).to_have_count(0)


def test_hostile_cells_are_text(page: Page, library: Library) -> None:
    rows = "".join(
        f'x{i},"{text.replace(chr(34), chr(34) * 2)}",\n' for i, text in enumerate(HOSTILE)
    )
    library.glossary.write_text(f"source,target,{SCRIPT}\n{rows}")
    page.goto("/glossary")
    for row, text in enumerate(HOSTILE):
        expect(cell(page, 3, row)).to_have_text(text)
    write(page, SOURCE, 1, f"x0 {IMAGE}|x0")
    expect(page.locator(".notice.problem")).to_contain_text(IMAGE)
    assert page.locator("img[src=x], .notice :is(img, svg, script, iframe, style)").count() == 0
    library.glossary.write_text(f"source,target\na{IMAGE},b\na{IMAGE},c\n")
    page.goto("/glossary")
    expect(page.locator(".notice.problem")).to_contain_text(f"a{IMAGE}")
    page.get_by_role("link", name="Read").click()
    expect(page.locator(".notice.problem", has_text=f"a{IMAGE}")).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
