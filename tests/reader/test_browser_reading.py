"""What a person sees and does on the page "Read", in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from sample_library import HOSTILE, IMAGE, SCRIPT, STYLE, Library

from visavis.corpus.reading import read_article
from visavis.reader.places import Place, article_key, keep_place

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
  const box = style.display === "inline" ? element.closest(".block") : element;
  const inner = getComputedStyle(box);
  const room = box.clientWidth - parseFloat(inner.paddingLeft) - parseFloat(inner.paddingRight);
  return room / (draw.measureText(text).width / text.length);
}"""


def open_article(page: Page, name: str = "gazette.md", pair: str = "") -> None:
    page.goto(f"/?article={name}{f'&pair={pair}' if pair else ''}")
    expect(page.locator(".parallel .tools")).to_be_visible()
    settled(page)


def settled(page: Page) -> None:
    """Nothing moves any more: the script has run and the fonts are there."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.evaluate("document.fonts.ready.then(() => null)")


def boxes(page: Page) -> list[tuple[dict[str, float], dict[str, float]]]:
    """The French and the English box of every pair."""
    rows: list[list[dict[str, float]]] = page.locator(".pair").evaluate_all(
        "pairs => pairs.map(p => [...p.querySelectorAll(':scope > [lang]')]"
        ".map(c => c.getBoundingClientRect().toJSON()))"
    )
    assert {len(row) for row in rows} == {2}
    return [(french, english) for french, english in rows]


def background(element: Locator) -> str:
    return str(element.evaluate("element => getComputedStyle(element).backgroundColor"))


def weight(element: Locator) -> str:
    return str(element.evaluate("element => element.style.getPropertyValue('--weight')"))


def current(page: Page) -> str | None:
    return page.locator(".pair.current").get_attribute("id")


def test_each_pair_is_aligned_at_every_width_and_stacked_when_narrow(page: Page) -> None:
    open_article(page)
    for side in ("fr", "en"):
        assert 60 <= page.locator(f".paragraph p[lang={side}]").first.evaluate(MEASURE) <= 75
    for width in (1600, 1280, 700):
        page.set_viewport_size({"width": width, "height": 900})
        rows = boxes(page)
        assert len(rows) == 9
        for french, english in rows:
            assert french["top"] == english["top"]
            assert french["right"] <= english["left"]
    for width in (699, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for french, english in boxes(page):
            assert french["bottom"] <= english["top"]
            assert french["left"] == english["left"]
        main = page.get_by_test_id("stMain")
        assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
    term = page.locator("[lang=en] > .term", has_text="data centre")
    term.hover()
    card = page.locator(".parallel .card").bounding_box()
    assert card is not None
    assert 0 <= card["x"] <= card["x"] + card["width"] <= 320


def test_hovering_a_sentence_or_a_word_lights_its_partner(page: Page) -> None:
    open_article(page)
    pair = page.locator(".pair", has_text="Its valuation exceeds")
    french, english = pair.locator("> [lang=fr]"), pair.locator("> [lang=en]")
    unlit = background(english)
    english.hover(position={"x": 300, "y": 5})
    lit = background(french)
    assert lit == background(english) != unlit
    word = french.get_by_text("dépasse", exact=True)
    partner = english.get_by_text("exceeds", exact=True)
    word.hover()
    expect(partner).to_have_class("word lit")
    assert weight(partner) == "0.4"
    partner.hover()
    expect(word).to_have_class("word lit")
    assert french.inner_text() == "Sa valorisation dépasse 50 milliards."
    sure = french.get_by_text("valorisation", exact=True)
    sure.hover()
    expect(partner).to_have_class("word")
    assert weight(english.get_by_text("valuation", exact=True)) == "1"
    page.mouse.move(0, 0)
    assert background(french) == unlit


def test_a_term_tells_its_row_and_outcome_to_mouse_and_keyboard(page: Page) -> None:
    open_article(page)
    card = page.locator(".parallel .card")
    term = page.locator("[lang=fr] > .term", has_text="levées de fonds")
    term.hover()
    expect(card).to_be_visible()
    assert card.inner_text().split("\n") == [
        "levée de fonds → funding round",
        "missed: the English does not say it",
        "a verb stands there",
        "glossary line 4 · Edit this row",
    ]
    page.locator("[lang=en] > .term", has_text="GPUs").hover()
    expect(card).to_contain_text("inflected")
    partner = page.locator("[lang=fr] > .term", has_text="GPU")
    expect(partner).to_have_class("term lit")
    page.locator("[lang=fr] > .term", has_text="turbines à gaz").hover()
    expect(card.locator("b[lang=fr]")).to_have_text(["turbine", "turbine à gaz"])
    page.locator(".pair .flag").hover()
    expect(card).to_have_text("A number of the French is missing from the English, or was changed.")
    page.mouse.move(0, 0)
    expect(card).to_be_hidden()
    page.locator(".pair", has_text="elle enchaîne").locator("> [lang=en]").click()
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect(card).to_contain_text("a verb stands there")
    page.keyboard.press("Tab")
    expect(card.get_by_role("link", name="Edit this row")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(term).to_be_focused()
    term.hover()
    card.get_by_role("link", name="Edit this row").click()
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    expect(page.get_by_test_id("glide-cell-2-0")).to_have_text("levée de fonds")


def test_one_reads_by_keyboard(page: Page) -> None:
    open_article(page)
    article, help_ = page.locator(".parallel"), page.locator(".parallel dialog")
    for key, place in (("ArrowDown", "p0.0"), ("j", "p1.0"), ("ArrowDown", "p1.1"), ("k", "p1.0")):
        page.keyboard.press(key)
        assert current(page) == place
    pair = page.locator(".pair", has_text="Its valuation exceeds")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(pair).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(pair.locator("[lang=en] .word.lit")).to_have_text("exceeds")
    page.keyboard.press("h")
    expect(article).to_have_attribute("data-layout", "french")
    expect(pair.locator("> [lang=en]")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(pair.locator("> [lang=en]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(pair.locator("> [lang=en]")).to_be_hidden()
    page.keyboard.press("h")
    expect(article).to_have_attribute("data-layout", "both")
    page.keyboard.press("?")
    expect(help_).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    assert current(page) == "p2.1"
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Sa valorisation dépasse 50 milliards.")
    dialog.locator("textarea").first.press("k")
    assert current(page) == "p2.1"


def test_layouts_and_sizes_are_kept(page: Page) -> None:
    open_article(page)
    paragraph = page.locator(".block.paragraph").nth(1)
    page.get_by_role("button", name="Interleaved").click()
    for french, english in boxes(page):
        assert french["bottom"] <= english["top"]
    page.get_by_role("button", name="English").click()
    expect(paragraph.locator("> .pair > [lang=fr]").first).to_be_hidden()
    first, second = (paragraph.locator("p[lang=en]").nth(n).bounding_box() for n in range(2))
    assert first is not None
    assert second is not None
    assert second["y"] < first["y"] + first["height"] / 2
    assert 60 <= page.locator(".paragraph p[lang=en]").first.evaluate(MEASURE) <= 75
    page.get_by_role("button", name="French").click()
    expect(paragraph.locator("> .pair > [lang=en]").first).to_be_hidden()
    english = page.locator(".pair", has_text="Its valuation").locator("> [lang=en]")
    page.locator(".pair", has_text="Sa valorisation").locator("> [lang=fr]").click()
    expect(english).to_be_visible()
    page.get_by_role("button", name="Larger type").click()
    page.reload()
    expect(page.locator(".parallel")).to_have_attribute("data-layout", "french")
    expect(page.locator(".parallel")).to_have_attribute("data-size", "3")


def test_a_long_article_is_drawn_where_it_is_read_and_opens_where_one_was(
    page: Page, library: Library
) -> None:
    long = library.folder / "long.md"
    long.write_text("\n\n".join(f"La phrase {n}. Puis la suite {n}." for n in range(1000)))
    try:
        open_article(page, "long.md", "500.1")
        pair = page.locator("#p500\\.1")
        expect(pair).to_be_in_viewport()
        seen = "e => e.checkVisibility({ contentVisibilityAuto: true })"
        assert pair.evaluate(seen)
        assert not page.locator("#p100\\.1 > p").evaluate(seen)
        pair.click()
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        expect(page.locator("#p502\\.0")).to_be_focused()
        expect(page.locator("#p502\\.0")).to_be_in_viewport()
        saved = library.store / "places.json"
        wait_until(page, lambda: saved.exists() and '"block": 502' in saved.read_text())
        page.get_by_role("link", name="Library").click()
        expect(page.locator(".library", has_text="51 % read")).to_be_visible()
        page.locator(".library a", has_text="La phrase 0").click()
        expect(page.locator("#p502\\.0")).to_be_in_viewport()
    finally:
        long.unlink()


def wait_until(page: Page, reached: Any) -> None:
    for _ in range(600):
        if reached():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not come")


def test_a_search_opens_the_article_at_what_was_found(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Search in both languages").fill("facture ENCHAINE")
    page.keyboard.press("Enter")
    hit = page.locator(".library .hit")
    expect(hit.locator("mark")).to_have_text(["facture", "enchaîne"])
    hit.click()
    expect(page.locator(".pair.current")).to_contain_text("elle enchaîne")
    settled(page)
    page.get_by_role("link", name="Glossary").click()
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    page.get_by_role("link", name="Read").click()
    expect(page.locator(".pair.current")).to_be_in_viewport()


def test_the_downloads_are_the_article_in_markdown(page: Page, library: Library) -> None:
    open_article(page)
    page.get_by_role("button", name="Download").click()
    for layout, label in (("table", "side by side"), ("interleaved", "interleaved")):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Markdown, {label}").click()
        assert download.value.suggested_filename == f"gazette.{layout}.md"
        text = Path(download.value.path()).read_text()
        assert "Nobody believed in it." in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_are_easy_to_read_for_everybody(
    page: Page, library: Library, scheme: Any
) -> None:
    article = read_article(library.folder / "gazette.md").article
    keep_place(library.store, article_key(article), Place(0, 0, 5, 10))
    page.emulate_media(color_scheme=scheme)
    page.goto("/")
    expect(page.locator(".library")).to_be_visible()
    settled(page)
    nothing_serious(page)
    open_article(page)
    assert page.locator(".paragraph p").first.evaluate(CONTRAST) > 10
    for quiet in (".about", ".signature", "footer p"):
        assert page.locator(f".parallel {quiet}").first.evaluate(CONTRAST) > 4.5
    page.locator("[lang=fr] > .term", has_text="levées de fonds").hover()
    expect(page.locator(".parallel .card")).to_be_visible()
    nothing_serious(page)
    page.set_viewport_size({"width": 400, "height": 900})
    assert page.locator(".paragraph p[lang=en]").first.evaluate(CONTRAST) > 7
    page.keyboard.press("?")
    nothing_serious(page)


def nothing_serious(page: Page) -> None:
    """What axe-core finds under WCAG 2.2 A and AA; what is Streamlit's own is not ours to mend."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [
        (one["id"], node["target"])
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ] == []


def test_hostile_text_is_text(page: Page) -> None:
    open_article(page, "hostile.txt")
    article = page.locator(".parallel")
    for text in HOSTILE:
        expect(page.locator(".pair", has_text=text).first).to_be_visible()
    expect(article.locator("h1").first).to_contain_text(f"Le titre {SCRIPT}")
    term = article.locator("[lang=fr] > .term", has_text=STYLE).first
    term.hover()
    expect(article.locator(".card")).to_contain_text(f"{STYLE} → {STYLE}")
    assert_no_markup(page)
    open_article(page, "hostile.md")
    expect(article.locator(".about")).to_contain_text(f"{STYLE} · {IMAGE}")
    expect(article.locator("h1")).to_have_text(f"Titre {SCRIPT}")
    page.get_by_role("button", name="Library").click()
    shelf = page.locator(".library li", has_text=STYLE)
    expect(shelf).to_contain_text(f"Titre {SCRIPT}")
    expect(shelf).to_contain_text(f"{STYLE} · {IMAGE} · 2 words")
    expect(page.locator(".notice.problem")).to_contain_text(f"{IMAGE}.txt")
    assert_no_markup(page)


def assert_no_markup(page: Page) -> None:
    """Nothing in the page that only hostile text could have put there."""
    inside = ":is(.parallel, .library, .notice)"
    assert page.locator(f"img[src=x], {inside} :is(img, script, svg, iframe, style)").count() == 0
    assert page.locator("[onerror], [onload], [srcdoc], a[href^='javascript:']").count() == 0
    assert page.locator(".stApp").is_visible()
