"""What counts as the same text, and what the tokenizer folds."""

import io

import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from training import text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("100\u202f000\u00a0€", "100 000 €"),
        ("e\u0301te\u0301", "été"),
        ("co\u00adopération\u200b", "coopération"),
        ("  deux \t espaces ", "deux espaces"),
        ("« l’IA »", "« l’IA »"),
    ],
)
def test_normalise(raw: str, expected: str) -> None:
    assert text.normalise(raw) == expected


@given(st.text())
def test_normalise_twice_is_once(raw: str) -> None:
    once = text.normalise(raw)
    assert text.normalise(once) == once


def test_match_key_ignores_case_accents_signs_and_spaces() -> None:
    assert text.match_key("« L’Été », à 9 h !") == text.match_key("l'ete a 9h")
    assert text.match_key("9 h") != text.match_key("8 h")
    assert text.near_key("version 9.1") == text.near_key("Version 10.25")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a capacity of 55 000 barrels", "a capacity of 55,000 barrels"),
        ("1 300 000 and 100'000", "1,300,000 and 100,000"),
        ("in 12.300 or 12,300", "in 12.300 or 12,300"),
        ("12 1300", "12 1300"),
    ],
)
def test_english_thousands(raw: str, expected: str) -> None:
    assert text.english_thousands(raw) == expected


def test_numbers_leave_out_separators_and_single_digits() -> None:
    assert text.numbers("100'000, 1\u202f300 et 12,5 % en 7 ans") == ["100000", "125", "1300"]


def test_words_split_elided_articles() -> None:
    forms = [form for form, _, _ in text.words("L’IA d'aujourd'hui, à 70 %.")]
    assert forms == ["L’", "IA", "d'", "aujourd'", "hui", ",", "à", "70", "%", "."]


@pytest.fixture(scope="module")
def folding(tmp_path_factory: pytest.TempPathFactory) -> sentencepiece.SentencePieceProcessor:
    rules = tmp_path_factory.mktemp("spm") / "rules.tsv"
    rules.write_text("\n".join(text.tokenizer_rules()) + "\n", encoding="utf-8")
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["un deux trois quatre ⟦ ¦ ⟧"] * 20),
        model_writer=model,
        vocab_size=290,
        byte_fallback=True,
        hard_vocab_limit=False,
        normalization_rule_tsv=str(rules),
        user_defined_symbols=list(text.MARKERS),
        minloglevel=3,
    )
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("l’IA", "l'IA"),
        ("dit « oui » et", 'dit "oui" et'),
        ("dit «\u00a0oui\u00a0» et", 'dit "oui" et'),
        ("dit «\u202foui\u202f» et", 'dit "oui" et'),
        ("70\u202f% : quoi\u00a0?", "70%: quoi?"),
        ("“it’s”…", '"it\'s"...'),
        ("e\u0301te\u0301", "été"),
        ("⟦a¦b⟧", "⟦a¦b⟧"),
    ],
)
def test_tokenizer_folds_typography(
    folding: sentencepiece.SentencePieceProcessor, raw: str, expected: str
) -> None:
    assert folding.decode(folding.encode(raw)) == expected
