import numpy as np

from visavis.translate.bilingual.alignment import align
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.tokens import Tokens


def one_token_a_word(text: str) -> Tokens:
    spans, start = [], 0
    for word in text.split(" "):
        spans.append((start, start + len(word)))
        start += len(word) + 1
    return Tokens(text, text.split(" "), spans)


def linked(source: str, target: str, attention: list[list[float]]) -> list[tuple[str, str, float]]:
    links = align(
        one_token_a_word(source), one_token_a_word(target), np.array(attention, dtype=np.float32)
    )
    return [(source[slice(*k.source)], target[slice(*k.target)], k.weight) for k in links]


def test_the_strongest_words_are_linked_and_the_weak_ones_are_not() -> None:
    assert linked(
        "la levée de fonds",
        "the funding round",
        [[0.9, 0.1, 0, 0], [0.0, 0.1, 0.1, 0.8], [0.0, 0.5, 0.1, 0.4]],
    ) == [
        ("la", "the", 0.9),
        ("fonds", "funding", 0.8),
        ("levée", "round", 0.5),
    ]


def test_a_word_may_have_two_neighbours_as_partners() -> None:
    assert linked(
        "les semi-conducteurs chers",
        "expensive micro chips",
        [[0.1, 0.1, 0.8], [0.1, 0.8, 0.1], [0.1, 0.6, 0.3]],
    ) == [
        ("chers", "expensive", 0.8),
        ("semi-conducteurs", "micro", 0.8),
        ("semi-conducteurs", "chips", 0.6),
    ]


def test_a_far_word_that_only_one_side_chooses_is_no_partner() -> None:
    assert linked(
        "un deux trois quatre",
        "one two",
        [[0.7, 0.1, 0.1, 0.1], [0.1, 0.4, 0.1, 0.4]],
    ) == [("un", "one", 0.7), ("deux", "two", 0.4)]


def test_names_and_numbers_overrule_attention() -> None:
    assert linked(
        "Musk lève 6 000 euros",
        "Musk raises 6,000 euros",
        # Attention looks one word too far to the right.
        [
            [0.1, 0.9, 0.0, 0.0, 0.0],
            [0.0, 0.1, 0.9, 0.0, 0.0],
            [0.0, 0.0, 0.1, 0.1, 0.8],
            [0.1, 0.0, 0.0, 0.0, 0.9],
        ],
    ) == [("Musk", "Musk", 1.0), ("6 000", "6,000", 1.0), ("euros", "euros", 0.9)]


def test_an_elided_article_is_a_word_of_its_own() -> None:
    source = Tokens("l’été", ["l’", "été"], [(0, 2), (2, 5)])
    target = Tokens("the summer", ["the", "summer"], [(0, 3), (4, 10)])
    assert align(source, target, np.eye(2, dtype=np.float32)) == (
        Link((0, 2), (0, 3), 1.0),
        Link((2, 5), (4, 10), 1.0),
    )


def test_the_tokens_of_a_word_count_together() -> None:
    source = Tokens("puce", ["pu", "ce"], [(0, 2), (2, 4)])
    target = Tokens("chips", ["chip", "s"], [(0, 4), (4, 5)])
    attention = np.array([[0.5, 0.5], [0.3, 0.1]], dtype=np.float32)
    assert align(source, target, attention) == (Link((0, 4), (0, 5), 0.7),)


def test_a_side_without_words_has_no_links() -> None:
    nothing = Tokens("…", ["…"], [(0, 1)])
    assert align(nothing, nothing, np.ones((1, 1), dtype=np.float32)) == ()
