from dataclasses import replace

from sample_library import HOSTILE

from visavis.reader import pair_wording as wording
from visavis.translate.bilingual.pairs import Pair, TermUse
from visavis.translate.engine.signature import EngineSignature
from visavis.translate.glossary.file import EMPTY, parse_glossary
from visavis.translate.memory.store import Kept

SOURCE = "Sa valorisation dépasse 50 milliards."
USE = TermUse(2, "valorisation", "valuation", (3, 15), (4, 13), "applied", "", "substitution")
PAIR = Pair(
    SOURCE,
    "Its valuation exceeds 50 billion.",
    "engine",
    -0.5,
    terms=(USE,),
    plain="Its worth exceeds 50 billion.",
    plain_score=-0.4,
)
ENGINE = EngineSignature("ctranslate2-4.8", "embedded-0.2", "6d7e", 4, 1.0)
MADE = (str(ENGINE), 0)


def test_a_difference_marks_words() -> None:
    assert wording.difference("One old car.", "One new car.") == (
        "One <del>old</del><ins>new</ins> car."
    )
    assert wording.difference("Its value rose.", "Value rose.") == "<del>Its </del>Value rose."
    assert wording.difference("Same.", "Same.") == "Same."
    assert wording.difference("", "All.") == "<ins>All.</ins>"


def test_no_text_becomes_markup() -> None:
    for text in HOSTILE:
        use = TermUse(2, text, text, (0, 4), (0, 4), "missed", text)
        pair = Pair(text, text, "engine", -1.0, terms=(use,), plain=f"x {text}")
        kept = Kept(text, text, "edited", (), 0)
        glossary = parse_glossary("source,target,note\npuce,chip,<b>\n", "test")
        for html in (
            wording.source(pair),
            wording.difference(text, f"{text} {text}"),
            wording.alternative("", pair, text),
            wording.account(pair),
            wording.term(pair, use, glossary.terms),
            wording.origin(pair, kept, (text, 0), glossary, current=True),
            wording.version(kept, ""),
        ):
            for markup in ("<script", "<img", "<svg", "<style", "<iframe", "<b>:"):
                assert markup not in html


def test_the_origin_is_told_in_words() -> None:
    glossary = parse_glossary("source,target\nvalorisation,valuation\n", "test")
    told = wording.origin(PAIR, None, MADE, glossary, current=True, engine=ENGINE)
    for text in (
        "is the machine’s, with the model and the glossary of today",
        "<dd>embedded-0.2, checksum 6d7e</dd>",
        "<dd>ctranslate2-4.8, best of 4 hypotheses at every step, length penalty 1.0</dd>",
        "1 row (",
        "; of them here: line 2",
        "Its <del>worth</del><ins>valuation</ins> exceeds",
        "The terms were put in place of the words that stood for it.",
        "Without it the score was −0.40.",
    ):
        assert text in told
    assert "another model, or of other rows" in wording.origin(
        PAIR, None, MADE, EMPTY, current=False
    )
    for other in (None, replace(ENGINE, beam_size=1)):
        told = wording.origin(PAIR, None, MADE, EMPTY, current=False, engine=other)
        signed = "engine:ctranslate2-4.8 · model:embedded-0.2 · sum:6d7e · beam:4 · lp:1.0"
        assert f"<dt>Engine</dt><dd>{signed}</dd>" in told
        assert "best of" not in told
    kept = Kept(SOURCE, "Mine.", "edited", (), 0)
    told = wording.origin(Pair(SOURCE, "Mine.", "edited"), kept, MADE, EMPTY, current=True)
    assert "a person wrote it, " in told
    assert "<dt>The machine’s</dt>" in told
    assert "there was nothing to translate" in wording.origin(
        Pair("12", "12", "copied"), None, None, EMPTY, current=True
    )


def test_a_lost_number_is_named() -> None:
    told = wording.account(Pair(SOURCE, "Its valuation is 15.", "engine", flags=("numbers",)))
    assert "Not in the English: 1 number (50)." in told


def test_a_word_that_does_not_exist_is_named() -> None:
    told = wording.account(Pair(SOURCE, "Its valoridge is 50.", "engine", flags=("invented",)))
    assert "Not English: valoridge." in told
