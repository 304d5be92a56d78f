from dataclasses import replace

from corpus.article import Article, Block
from reader.changes import report
from translate.bilingual import BilingualArticle, Pair, TermUse

CHIP = TermUse(2, "puce", "chip", (4, 9), None, "missed", "no place")
PAIRS = (
    Pair("Des puces.", "Fleas.", "engine", -1.0, (), (CHIP,)),
    Pair("Oui & non.", "Yes & no.", "engine", -1.0),
)
TEXT = "Des puces. Oui & non."
ARTICLE = Article("Les <b>", (Block("paragraph", TEXT, ((0, 10), (11, 21))),))


def bilingual(*pairs: Pair) -> BilingualArticle:
    return BilingualArticle(ARTICLE, (pairs,), "")


def test_a_first_translation_has_nothing_to_compare() -> None:
    assert "<p>“Les &lt;b&gt;” is now translated.</p>" in report(None, bilingual(*PAIRS))


def test_another_line_of_the_glossary_or_score_is_no_change() -> None:
    moved = replace(PAIRS[0], score=-2.0, terms=(replace(CHIP, row=7),))
    said = report(bilingual(*PAIRS), bilingual(moved, PAIRS[1]))
    assert "was translated again: nothing changed." in said


def test_changed_sentences_are_shown_before_and_after_with_their_terms() -> None:
    now = replace(CHIP, target=(0, 5), outcome="applied", reason="")
    after = replace(PAIRS[0], target="<Chips>.", terms=(now,))
    said = report(bilingual(*PAIRS), bilingual(after, PAIRS[1]))
    assert "1 sentence has changed.</p>" in said
    assert said.endswith(
        '<div class="changes"><div class="change"><div lang="fr"><p>Des puces.</p></div>'
        '<div lang="en"><p><del>Fleas.</del></p><p><ins>&lt;Chips&gt;.</ins></p>'
        "<p><small>puce: was chip (missed), is chip (applied)</small></p></div></div></div>"
    )


def test_a_term_that_comes_or_goes_is_a_change() -> None:
    without = replace(PAIRS[0], terms=())
    said = report(bilingual(*PAIRS), bilingual(without, PAIRS[1]))
    assert "<p>Fleas.</p><p><small>puce: was chip (missed), is no term</small></p>" in said
    assert "puce: was no term, is chip (missed)" in report(
        bilingual(without, PAIRS[1]), bilingual(*PAIRS)
    )
