from dataclasses import replace

from translate.bilingual import Pair, TermUse
from translate.formats.marks import marked

FUNDS = TermUse(4, "levée de fonds", "funding round", (4, 19), (4, 18), "applied")
PAIR = Pair("Les levées de fonds.", "The funding rounds.", "engine", -0.3, (), (FUNDS,))
CARD = (
    '<span class="card" role="tooltip" lang="en">'
    '<b lang="fr">levée de fonds</b> → <b>funding round</b>'
    "<br><i>applied</i>: said because the glossary asks for it"
    "<br><small>glossary line 4</small></span>"
)


def test_a_term_is_marked_on_both_sides_with_its_card() -> None:
    assert marked(PAIR, "fr") == (
        f'Les <mark class="term" data-term="0">levées de fonds{CARD}</mark>.'
    )
    assert marked(PAIR, "en", focusable=True) == (
        f'The <mark class="term" data-term="0" tabindex="0">funding rounds{CARD}</mark>.'
    )


def test_a_missed_term_says_why_and_marks_only_the_french() -> None:
    use = replace(FUNDS, target=None, outcome="missed", reason="a verb & not a noun")
    pair = replace(PAIR, target="It raised money.", terms=(use,))
    french = marked(pair, "fr")
    assert '<mark class="term missed" data-term="0">levées de fonds<' in french
    assert "<i>missed</i>: the English does not say it<br>a verb &amp; not a noun<br>" in french
    assert marked(pair, "en") == "It raised money."


def test_terms_that_overlap_share_a_mark_and_lose_no_text() -> None:
    uses = (
        replace(FUNDS, row=2, source=(4, 10)),
        replace(FUNDS, row=3, source=(7, 19)),
        replace(FUNDS, row=5, source=(19, 90)),
    )
    html = marked(replace(PAIR, terms=uses), "fr")
    assert '<mark class="term" data-term="0 1">levées de fonds<span' in html
    assert '<mark class="term" data-term="2">.<span' in html
    assert html.count("glossary line") == 3


def test_flags_follow_the_english() -> None:
    pair = replace(PAIR, terms=(), flags=("length", "numbers"))
    assert marked(pair, "fr") == "Les levées de fonds."
    assert marked(pair, "en") == (
        'The funding rounds.<span class="flag" role="note" aria-label="to check" tabindex="0">'
        '<span class="card" role="tooltip" lang="en">'
        "The English is much shorter or much longer than the French."
        "<br>A number of the French is missing from the English, or was changed.</span></span>"
    )


def test_text_that_is_no_translation_looks_so() -> None:
    assert marked(Pair("***", "***", "copied"), "en") == '<span class="copied">***</span>'
    assert marked(Pair("Oui.", "", "engine"), "en") == '<span class="missing">—</span>'


def test_markup_in_any_text_is_shown_as_text() -> None:
    use = TermUse(1, "<i>", "</style><script>", (0, 8), (0, 4), "missed", '"><svg onload=alert(1)>')
    html = marked(Pair("<script>", "<b>&", "engine", 0.0, (), (use,)), "fr")
    assert html == (
        '<mark class="term missed" data-term="0">&lt;script&gt;'
        '<span class="card" role="tooltip" lang="en">'
        '<b lang="fr">&lt;i&gt;</b> → <b>&lt;/style&gt;&lt;script&gt;</b>'
        "<br><i>missed</i>: the English does not say it"
        "<br>&quot;&gt;&lt;svg onload=alert(1)&gt;"
        "<br><small>glossary line 1</small></span></mark>"
    )
