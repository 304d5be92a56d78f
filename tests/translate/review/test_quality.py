from pathlib import Path

import pytest

from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.engine import Engine
from visavis.translate.memory.store import Memory
from visavis.translate.review.quality import (
    QualityError,
    compare,
    engine_pairs,
    parse_references,
    read_references,
    score,
    to_decode,
)
from visavis.translate.translator import Translator


def test_scores_carry_their_signatures() -> None:
    lines = ["The vote is closed and the session is over.", "Thank you very much indeed."]
    bleu, chrf, ter = score(lines, lines)
    assert (bleu.metric, bleu.value) == ("BLEU", 100.0)
    assert (chrf.metric, chrf.value) == ("chrF2", 100.0)
    assert (ter.metric, ter.value) == ("TER", 0.0)
    assert bleu.signature.startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:")
    assert "nc:6" in chrf.signature
    assert "case:lc" in ter.signature


def test_a_worse_translation_scores_worse() -> None:
    reference = ["The vote is closed and the session is over."]
    close = score(["The vote is closed and the meeting is over."], reference)
    far = score(["A ballot ends."], reference)
    assert close[0].value > far[0].value
    assert close[1].value > far[1].value
    assert close[2].value < far[2].value


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(QualityError, match="2 translations cannot be scored against 1"):
        score(["a", "b"], ["a"])
    with pytest.raises(QualityError, match="nothing to score"):
        score([], [])


def test_references_are_read_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "r.tsv"
    path.write_text('source\ttarget\n"Oui", dit-il.\t“Yes,” he said.\n', encoding="utf-8")
    assert read_references(path) == {'"Oui", dit-il.': "“Yes,” he said."}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "first line must be"),
        ("fr\ten\n", "first line must be"),
        ("source\ttarget\nOui.\n", "row 2: needs a source"),
        ("source\ttarget\nOui.\tYes.\nNon.\t\n", "row 3: needs a source"),
    ],
)
def test_bad_references_are_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QualityError, match=rf"bad\.tsv.*{problem}"):
        read_references(path)


LINES = [
    "The vote is closed and the session is over.",
    "Thank you very much indeed for your questions.",
    "The report was adopted by a large majority.",
    "We will take a break of ten minutes now.",
]


def test_a_clear_difference_is_no_chance_and_names_its_method() -> None:
    bleu, chrf, ter = compare(["Nothing of it."] * 4, LINES, LINES)
    assert (bleu.metric, chrf.metric, ter.metric) == ("BLEU", "chrF2", "TER")
    assert (bleu.value, chrf.value, ter.value) == (100.0, 100.0, 0.0)
    assert ter.gain == ter.baseline
    assert not any(one.chance for one in (bleu, chrf, ter))
    assert bleu.signature.startswith("nrefs:1|bs:1000|seed:12345|case:mixed")


def test_two_equal_translations_differ_by_chance_alone() -> None:
    for one in compare(LINES, LINES, LINES):
        assert (one.gain, one.p_value, one.chance) == (0.0, 1.0, True)


def test_a_difference_in_one_sentence_of_many_may_be_chance() -> None:
    wanted = LINES * 5
    one = [*wanted[:-1], "We take a break of ten minutes now."]
    other = ["The vote is closed and the meeting is over.", *wanted[1:]]
    assert all(found.chance for found in compare(one, other, wanted))


def test_what_cannot_be_compared_is_refused_on_either_side() -> None:
    with pytest.raises(QualityError, match="1 translations cannot be scored against 2"):
        compare(["a", "b"], ["a"], ["a", "b"])
    with pytest.raises(QualityError, match="1 translations cannot be scored against 2"):
        compare(["a"], ["a", "b"], ["a", "b"])


def test_references_in_any_encoding_are_read() -> None:
    data = "source\ttarget\nÇa coûte très cher, là-bas.\tIt’s dear.\n".encode("cp1252")
    assert parse_references(data, "r.tsv") == {"Ça coûte très cher, là-bas.": "It’s dear."}


def test_the_engine_is_asked_and_nobody_else(tmp_path: Path, engine: Engine) -> None:
    memory = Memory(tmp_path / "memory.sqlite")
    translator = Translator(memory=memory, model=engine)
    sources = ["Le vote est clos.", "Merci.", "Merci."]
    memory.keep("Merci.", "A person's words.")
    translator.remember([Pair(sources[0], "The ballot is over.", "engine", -0.1)])
    assert to_decode(translator, sources) == ["Merci."]
    told: list[tuple[int, int]] = []
    pairs = engine_pairs(translator, sources, lambda *done: told.append(done))
    assert [pair.target for pair in pairs] == ["The ballot is over.", *["Thank you."] * 2]
    assert told == [(1, 1)]
    assert to_decode(translator, sources) == []
    memory.close()
