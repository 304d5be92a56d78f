from pathlib import Path

import pytest

from translate.quality import QualityError, read_references, score


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
