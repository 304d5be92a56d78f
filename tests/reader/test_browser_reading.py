"""What a person sees and does on the page "Read", in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sample_library import HOSTILE, IMAGE, SCRIPT, STYLE, Library

from corpus.reading import read_article
from translate.articles import recall_article
from translate.engine import Engine
from translate.formats.markdown import to_markdown
from translate.glossary import load_glossary
from translate.library import MEMORY
from translate.matching import Matcher
from translate.memory import Memory

CONTRAST = """element => {
  const draw = document.createElement("canvas").getContext("2d");
  const light = (...colours) => {
    for (const colour of colours) { draw.fillStyle = colour; draw.fillRect(0, 0, 1, 1); }
    const part = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = [...draw.getImageData(0, 0, 1, 1).data].map(part);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = getComputedStyle(document.querySelector(".stApp")).backgroundColor;
  const [a, b] = [light(paper), light(paper, getComputedStyle(element).color)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""
MEASURE = """element => {
  const style = getComputedStyle(element), text = element.textContent;
  const draw = document.createElement("canvas").getContext("2d");
  draw.font = `${style.fontSize} ${style.fontFamily}`;
  const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return room / (draw.measureText(text).width / text.length);
}"""


def open_article(page: Page, name: str = "gazette.md") -> None:
    page.goto(f"/?article={name}")
    expect(page.locator(".parallel")).to_be_visible()
    # Nothing moves under the mouse any more once the script has run and the fonts are there.
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.evaluate("document.fonts.ready.then(() => null)")


def boxes(page: Page) -> list[tuple[dict[str, float], dict[str, float]]]:
    """The French and the English box of every pair."""
    rows: list[list[dict[str, float]]] = page.locator(".pair").evaluate_all(
        "pairs => pairs.map(p => [...p.children].map(c => c.getBoundingClientRect().toJSON()))"
    )
    assert {len(row) for row in rows} == {2}
    return [(french, english) for french, english in rows]


def background(element: Locator) -> str:
    return str(element.evaluate("element => getComputedStyle(element).backgroundColor"))


def test_each_pair_is_aligned_at_every_width_and_stacked_when_narrow(page: Page) -> None:
    open_article(page)
    for side in ("fr", "en"):
        assert 60 <= page.locator(f".paragraph p[lang={side}]").first.evaluate(MEASURE) <= 75
    for width in (1600, 1280, 1000, 700):
        page.set_viewport_size({"width": width, "height": 900})
        rows = boxes(page)
        assert len(rows) == 9
        for french, english in rows:
            assert french["top"] == english["top"]
            assert french["right"] <= english["left"]
    for width in (699, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for term in page.locator(".pair .term").all():
            term.hover()
            card = term.locator(".card").bounding_box()
            assert card is not None
            assert 0 <= card["x"] <= card["x"] + card["width"] <= width
        for french, english in boxes(page):
            assert french["bottom"] <= english["top"]
            assert french["left"] == english["left"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hovering_or_focusing_one_side_lights_both(page: Page) -> None:
    open_article(page)
    pair = page.locator(".pair", has_text="Nobody believed in it.")
    french, english = pair.locator("> [lang=fr]"), pair.locator("> [lang=en]")
    unlit = background(english)
    french.hover()
    lit = background(english)
    assert lit not in (unlit, "rgba(0, 0, 0, 0)")
    assert background(french) == lit
    english.hover()
    assert background(french) == lit
    page.mouse.move(0, 0)
    assert background(french) == unlit
    pair.focus()
    assert (background(french), background(english)) == (lit, lit)
    page.keyboard.press("Tab")
    assert background(french) == unlit
    following = page.locator(".pair", has_text="elle enchaîne")
    expect(following).to_be_focused()
    assert background(following.locator("> [lang=en]")) == lit


def test_a_term_tells_its_row_and_outcome_to_mouse_and_keyboard(page: Page) -> None:
    open_article(page)
    term = page.locator("[lang=fr] > .term", has_text="levées de fonds")
    expect(term.locator(".card")).to_be_hidden()
    term.hover()
    expect(term.locator(".card")).to_be_visible()
    assert term.locator(".card").inner_text().split("\n") == [
        "levée de fonds → funding round",
        "missed: the English does not say it",
        "a verb stands there",
        "glossary line 4",
    ]
    said = page.locator("[lang=en] > .term", has_text="GPUs")
    said.hover()
    expect(term.locator(".card")).to_be_hidden()
    expect(said.locator(".card")).to_contain_text("inflected")
    partner = page.locator("[lang=fr] > .term", has_text="GPU")
    assert background(partner) == background(said) != "rgba(0, 0, 0, 0)"
    both = page.locator("[lang=fr] > .term", has_text="turbines à gaz")
    both.hover()
    expect(both.locator(".card b[lang=fr]")).to_have_text(["turbine", "turbine à gaz"])
    page.locator(".pair", has_text="elle enchaîne").focus()
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect(term.locator(".card")).to_be_visible()


def test_a_flag_explains_itself(page: Page) -> None:
    open_article(page)
    flag = page.locator(".pair .flag")
    flag.hover()
    expect(flag.locator(".card")).to_be_visible()
    expect(flag.locator(".card")).to_have_text(
        "A number of the French is missing from the English, or was changed."
    )


def test_either_language_alone_is_running_text(page: Page) -> None:
    open_article(page)
    page.get_by_role("radio", name="English").click()
    english = page.locator(".paragraph").nth(1).locator("p[lang=en]")
    expect(english.locator(".pair")).to_contain_text(["it keeps raising money.", "Its valuation"])
    expect(page.locator(".parallel p[lang=fr]")).to_have_count(0)
    assert 60 <= page.locator(".paragraph p").first.evaluate(MEASURE) <= 75
    page.get_by_role("radio", name="French").click()
    french = page.locator(".paragraph").nth(1).locator("p[lang=fr]")
    expect(french.locator(".pair")).to_contain_text(["Pour payer la facture", "Sa valorisation"])
    expect(page.locator(".parallel p[lang=en]")).to_have_count(0)


def test_the_choices_survive_a_reload_and_a_visit_to_the_other_page(page: Page) -> None:
    open_article(page)
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="Le titre").click()
    title = page.locator(".parallel h1[lang=fr]")
    expect(title).to_contain_text("Le titre")
    page.reload()
    expect(title).to_contain_text("Le titre")
    page.get_by_role("radio", name="French").click()
    expect(page.locator(".parallel.fr")).to_be_visible()
    page.get_by_role("link", name="Glossary").click()
    # The page that one leaves has tables too; they go when the new one is drawn.
    expect(page.locator(".stDataFrame")).to_have_count(1)
    expect(page.locator(".stDataFrame")).to_be_visible()
    page.get_by_role("link", name="Read").click()
    expect(page.locator(".parallel.fr")).to_be_visible()
    expect(title).to_contain_text("Le titre")


def test_the_downloads_are_the_article_in_markdown(
    page: Page, library: Library, engine: Engine
) -> None:
    article = read_article(library.folder / "gazette.md").article
    rows, memory = load_glossary(library.glossary), Memory(library.store / MEMORY.name)
    bilingual = recall_article(article, engine, rows, memory, Matcher(rows)).bilingual
    memory.close()
    open_article(page)
    page.get_by_role("button", name="Download").click()
    for layout, label in (("table", "side by side"), ("interleaved", "interleaved")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename == f"gazette.{layout}.md"
        text = Path(download.value.path()).read_text()
        assert text == to_markdown(bilingual, layout)  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_are_easy_to_read(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    open_article(page)
    assert page.locator(".paragraph p").first.evaluate(CONTRAST) > 10
    for quiet in (".about", ".signature", "footer p"):
        assert page.locator(f".parallel {quiet}").first.evaluate(CONTRAST) > 4.5
    page.set_viewport_size({"width": 400, "height": 900})
    assert page.locator(".paragraph p[lang=en]").first.evaluate(CONTRAST) > 7


def test_hostile_text_is_text(page: Page) -> None:
    open_article(page, "hostile.txt")
    article = page.locator(".parallel")
    for text in HOSTILE:
        expect(page.locator(".pair", has_text=text).first).to_be_visible()
    expect(article.locator("h1").first).to_contain_text(f"Le titre {SCRIPT}")
    expect(article.locator(".signature")).to_have_text(f"model:{IMAGE}")
    term = article.locator("[lang=fr] > .term", has_text=STYLE).first
    term.hover()
    expect(term.locator(".card")).to_contain_text(f"{STYLE} → {STYLE}")
    expect(page.locator(".notice.problem")).to_contain_text(f"{IMAGE}.txt")
    assert_no_markup(page)
    open_article(page, "hostile.md")
    expect(article.locator(".about")).to_contain_text(f"{STYLE} · {IMAGE}")
    expect(article.locator("h1")).to_have_text(f"Titre {SCRIPT}")
    choice = page.get_by_role("combobox")
    expect(choice).to_have_value(f"Titre {SCRIPT} — {STYLE}, {IMAGE}, 2 words")
    choice.click()
    expect(page.get_by_role("option")).to_have_count(3)
    assert_no_markup(page)


def assert_no_markup(page: Page) -> None:
    """Nothing in the page that only hostile text could have put there."""
    assert page.locator("img[src=x], .parallel :is(script, svg, iframe, style)").count() == 0
    assert page.locator("[onerror], [onload], [srcdoc], a[href^='javascript:']").count() == 0
    assert page.locator(".notice :is(img, svg, script)").count() == 0
    assert page.locator(".stApp").is_visible()
