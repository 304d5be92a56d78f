import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.translate.language.clauses import split_clauses


def count_words(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Une phrase courte.", 5, ["Une phrase courte."]),
        (
            "Il a levé des fonds ; elle a racheté la société.",
            6,
            ["Il a levé des fonds ;", "elle a racheté la société."],
        ),
        (
            "Les puces sont rares, les commandes affluent, les prix montent.",
            8,
            ["Les puces sont rares,", "les commandes affluent, les prix montent."],
        ),
        (
            "Le patron veut acheter des puces et bâtir un centre",
            6,
            ["Le patron veut acheter des puces", "et bâtir un centre"],
        ),
        ("un deux trois quatre", 2, ["un deux", "trois quatre"]),
        ("anticonstitutionnellement", 0, ["anticonstitutionnellement"]),
    ],
)
def test_long_sentences_are_cut_between_clauses(text: str, limit: int, expected: list[str]) -> None:
    assert [text[a:b] for a, b in split_clauses(text, limit, count_words)] == expected


@given(st.text(), st.integers(min_value=1, max_value=20))
def test_nothing_but_white_space_lies_between_the_parts(text: str, limit: int) -> None:
    spans = split_clauses(text, limit, count_words)
    rest = list(text)
    for start, end in spans:
        assert count_words(text[start:end]) <= limit
        rest[start:end] = " " * (end - start)
    assert not "".join(rest).strip()
    assert spans == sorted(spans)
