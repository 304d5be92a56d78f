"""What a person sees and does with one pair of an article, in a real browser."""

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from sample_library import ENGLISH, HOSTILE, Library

from visavis.translate.memory.store import Memory
from visavis.translate.runs.library import MEMORY

BILLIONS = "Sa valorisation dépasse 50 milliards."


def go_to(page: Page, text: str, article: str = "gazette.md") -> Locator:
    """Go to a pair by the keyboard."""
    page.goto(f"/?article={article}")
    expect(page.locator(".parallel")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    pair = page.locator(".pair", has_text=text).first
    while not pair.evaluate("pair => pair.classList.contains('current')"):
        page.keyboard.press("ArrowDown")
    return pair


def open_pair(page: Page, text: str, key: str, article: str = "gazette.md") -> Locator:
    """Go to a pair and press a key there; the panel that opens."""
    go_to(page, text, article)
    page.keyboard.press(key)
    panel = page.get_by_role("dialog", name="One sentence")
    expect(field(panel)).to_be_visible()
    return panel


def field(panel: Locator) -> Locator:
    return panel.get_by_role("textbox", name="English", exact=True)


def english(page: Page, french: str) -> Locator:
    return page.locator(".pair", has_text=french).locator("> [lang=en]")


def stored(library: Library, source: str) -> str | None:
    memory = Memory(library.store / MEMORY.name)
    try:
        kept = memory.kept([source]).get(source)
        return kept.target if kept else None
    finally:
        memory.close()


def test_enter_opens_a_pair_and_escape_goes_back_to_it(page: Page) -> None:
    panel = open_pair(page, BILLIONS, "Enter")
    expect(panel.locator(".pair-source")).to_have_text(BILLIONS)
    expect(field(panel)).to_have_value(ENGLISH[BILLIONS])
    expect(panel.locator(".verdict li")).to_have_count(2)
    expect(panel.locator(".verdict")).to_contain_text("Not in the English: 1 number (50).")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.locator(".pair", has_text=BILLIONS)).to_be_focused()


def test_who_closes_a_pair_before_its_script_runs_is_back_in_the_article(page: Page) -> None:
    pair = go_to(page, BILLIONS)
    # Pressed by the page itself, in the very moment when the dialog is there.
    page.evaluate(
        """() => new MutationObserver((_, observer) => {
            const dialog = document.querySelector('section[role="dialog"]');
            if (!dialog) return;
            observer.disconnect();
            dialog.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
            window.pressed = true;
        }).observe(document.body, { childList: true, subtree: true })"""
    )
    page.keyboard.press("Enter")
    page.wait_for_function("window.pressed")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(pair).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_an_edit_is_marked_in_the_article_and_is_there_after_a_reload(
    page: Page, library: Library
) -> None:
    panel = open_pair(page, BILLIONS, "e")
    expect(field(panel)).to_be_focused()
    page.keyboard.press("Control+A")
    # Letters that are keys of the article, too.
    page.keyboard.type("he? Its valuation exceeds 50 billion.")
    expect(panel.locator(".verdict")).to_have_text(re.compile("^valorisation → valuation said$"))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved as yours. No translation replaces it.")).to_be_visible()
    expect(panel).to_have_count(0)
    for _ in range(2):
        expect(english(page, BILLIONS)).to_contain_text("he? Its valuation exceeds 50 billion.")
        expect(page.locator(".pair.edited")).to_have_count(1)
        assert stored(library, BILLIONS) == "he? Its valuation exceeds 50 billion."
        page.reload()
    panel = open_pair(page, BILLIONS, "Enter")
    panel.get_by_role("button", name="Back to the machine’s").click()
    expect(english(page, BILLIONS)).to_contain_text(ENGLISH[BILLIONS])
    expect(page.locator(".pair.edited")).to_have_count(0)
    assert stored(library, BILLIONS) is None


def test_an_alternative_is_one_click_away(page: Page) -> None:
    panel = open_pair(page, "C'est une autre course.", "Enter")
    first = panel.locator(".alternative p[lang=en]").first
    expect(first).to_be_visible()
    said = first.evaluate(
        "p => [...p.childNodes].filter(n => n.nodeName !== 'DEL').map(n => n.textContent).join('')"
    )
    panel.get_by_role("button", name="Use").first.click()
    expect(field(panel)).to_have_value(said)


def test_of_two_browsers_the_second_sees_what_the_first_wrote(
    page: Page, browser: Browser, address: str, library: Library
) -> None:
    panel = open_pair(page, BILLIONS, "e")
    other = browser.new_context(base_url=address).new_page()
    theirs = open_pair(other, BILLIONS, "e")
    field(theirs).fill("From the other side.")
    other.keyboard.press("Control+Enter")
    expect(theirs).to_have_count(0)
    other.context.close()
    field(panel).fill("From this side.")
    page.keyboard.press("Control+Enter")
    expect(panel).to_contain_text("Someone else changed this sentence while you had it open.")
    expect(panel.locator(".alternative ins").first).to_be_visible()
    assert stored(library, BILLIONS) == "From the other side."
    panel.get_by_role("button", name="Keep mine").click()
    expect(english(page, BILLIONS)).to_contain_text("From this side.")
    assert stored(library, BILLIONS) == "From this side."


def test_hostile_text_is_text(page: Page, library: Library) -> None:
    for text in HOSTILE[:2]:
        panel = open_pair(page, f"Ici : {text} !", "e", "hostile.txt")
        field(panel).fill(f"Here: {text}")
        for name in ("Terms", "Origin", "Alternatives"):
            panel.get_by_role("tab", name=name).click()
            expect(panel.locator(".pair-source")).to_have_text(f"Ici : {text} !")
        page.keyboard.press("Escape")
    assert page.locator("img[src=x], .stHtml :is(svg, iframe, img)").count() == 0


def test_a_rendering_becomes_a_row_and_changes_what_is_stored(page: Page, library: Library) -> None:
    panel = open_pair(page, BILLIONS, "Enter")
    panel.get_by_role("tab", name="Terms").click()
    panel.get_by_role("button", name="Use this rendering everywhere").click()
    rendering = panel.get_by_role("textbox", name="English rendering")
    expect(rendering).to_have_value("valuation")
    rendering.fill("worth")
    panel.get_by_role("button", name="Write it into the glossary").click()
    expect(panel).to_contain_text("line 3: valorisation → worth|valuation")
    assert "valorisation,worth|valuation," in Path(library.glossary).read_text()
    panel.get_by_role("button", name="Translate it again").click()
    expect(panel).to_contain_text("1 sentence of 1 changed.")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(english(page, BILLIONS).locator(".term")).to_have_text(re.compile("worth", re.I))


def test_everything_fits_a_narrow_window(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 850})
    panel = open_pair(page, BILLIONS, "Enter")
    expect(panel.get_by_role("button", name="Use").first).to_be_visible()
    for name in ("Alternatives", "Terms", "Origin"):
        panel.get_by_role("tab", name=name).click()
        box = panel.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= 400
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_either_theme(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    panel = open_pair(page, BILLIONS, "Enter")
    for name in ("Alternatives", "Terms", "Origin"):
        panel.get_by_role("tab", name=name).click()
        expect(panel.get_by_role("tabpanel", name=name).locator(".stHtml").first).to_be_visible()
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert [
            (one["id"], node["target"])
            for one in found.response["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ] == []
