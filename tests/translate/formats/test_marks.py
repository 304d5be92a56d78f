from dataclasses import replace

from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Pair, TermUse
from visavis.translate.formats.marks import links, marked

FUNDS = TermUse(4, "levée de fonds", "funding round", (4, 19), (4, 18), "applied")
PAIR = Pair("Les levées de fonds.", "The funding rounds.", "engine", -0.3, (), (FUNDS,))
CARD = (
    '<b lang="fr">levée de fonds</b> → <b>funding round</b>'
    "<br><i>applied</i>: said because the glossary asks for it"
    '<br><small data-row="4">glossary line 4</small>'
)


class Cards(list[str]):
    """Numbers cards in the order in which they come."""

    def number(self, card: str) -> int:
        self.append(card)
        return len(self) - 1


def test_a_term_is_marked_on_both_sides_with_its_card() -> None:
    cards = Cards()
    assert marked(PAIR, "fr", cards.number) == (
        'Les <mark class="term" data-term="0" data-card="0">levées de fonds</mark>.'
    )
    assert marked(PAIR, "en", cards.number) == (
        'The <mark class="term" data-term="0" data-card="1">funding rounds</mark>.'
    )
    assert cards == [CARD, CARD]


def test_a_missed_term_says_why_and_marks_only_the_french() -> None:
    use = replace(FUNDS, target=None, outcome="missed", reason="a verb & not a noun")
    pair = replace(PAIR, target="It raised money.", terms=(use,))
    cards = Cards()
    assert '<mark class="term missed" data-term="0"' in marked(pair, "fr", cards.number)
    assert "<i>missed</i>: the English does not say it<br>a verb &amp; not a noun<br>" in cards[0]
    assert marked(pair, "en", cards.number) == "It raised money."


def test_terms_that_overlap_share_a_mark_and_lose_no_text() -> None:
    uses = (
        replace(FUNDS, row=2, source=(4, 10)),
        replace(FUNDS, row=3, source=(7, 19)),
        replace(FUNDS, row=5, source=(19, 90)),
    )
    cards = Cards()
    html = marked(replace(PAIR, terms=uses), "fr", cards.number)
    assert '<mark class="term" data-term="0 1" data-card="0">levées de fonds</mark>' in html
    assert '<mark class="term" data-term="2" data-card="1">.</mark>' in html
    assert [card.count("glossary line") for card in cards] == [2, 1]


def test_flags_and_the_work_of_people_follow_the_english() -> None:
    pair = replace(PAIR, provenance="edited", terms=(), flags=("length", "numbers"))
    cards = Cards()
    assert marked(pair, "fr", cards.number) == "Les levées de fonds."
    assert marked(pair, "en", cards.number) == (
        "The funding rounds."
        '<span class="made edited" role="img" aria-label="written by a person"'
        ' data-card="0"></span>'
        '<span class="flag" role="img" aria-label="to check" data-card="1"></span>'
    )
    assert cards == [
        "Written by a person.",
        "The English is much shorter or much longer than the French."
        "<br>A number of the French is missing from the English, or was changed.",
    ]


def test_text_that_is_no_translation_looks_so() -> None:
    number = Cards().number
    assert marked(Pair("***", "***", "copied"), "en", number) == '<span class="copied">***</span>'
    assert marked(Pair("Oui.", "", "engine"), "en", number) == '<span class="missing">—</span>'


def test_links_are_written_as_starts_lengths_and_tenths() -> None:
    words = (Link((0, 3), (0, 3), 0.96), Link((4, 10), (4, 11), 0.03))
    assert links(replace(PAIR, alignment=words)) == "0.3.0.3.10 4.6.4.7.1"
    assert links(PAIR) == ""


def test_links_count_characters_as_scripts_do() -> None:
    pair = Pair("🙂 puce 🙂 oui", "🙂 chip", "engine", alignment=(Link((2, 6), (2, 6), 1.0),))
    assert links(pair) == "3.4.3.4.10"


def test_markup_in_any_text_is_shown_as_text() -> None:
    use = TermUse(1, "<i>", "</style><script>", (0, 8), (0, 4), "missed", '"><svg onload=alert(1)>')
    cards = Cards()
    html = marked(Pair("<script>", "<b>&", "engine", 0.0, (), (use,)), "fr", cards.number)
    assert html == ('<mark class="term missed" data-term="0" data-card="0">&lt;script&gt;</mark>')
    assert cards == [
        '<b lang="fr">&lt;i&gt;</b> → <b>&lt;/style&gt;&lt;script&gt;</b>'
        "<br><i>missed</i>: the English does not say it"
        "<br>&quot;&gt;&lt;svg onload=alert(1)&gt;"
        '<br><small data-row="1">glossary line 1</small>'
    ]
