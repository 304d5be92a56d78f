"""Sentence alignment: literal small cases, what holds of any two texts, and a fixed disturbance.

Where a case gives its own translations, they are such as the model makes: rough, but to the point.
"""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sentence_alignment import (
    Case,
    Count,
    Rates,
    align,
    assemble,
    both_sides,
    cases,
    disturb,
    halves,
    translate,
)
from visavis.translate.engine.engine import Engine
from visavis.translate.published.sentences import GALE_CHURCH, Bead, align_sentences
from visavis.translate.published.similarity import grams, meeting_points, overlaps

FRENCH = (
    "Le laboratoire a levé six milliards de dollars en mai.",
    "Ses investisseurs attendent un bénéfice rapide.",
    "La centrale de Memphis consomme autant qu’une ville.",
    "Les voisins se plaignent du bruit des turbines.",
    "Personne ne sait qui paiera la facture.",
)
ROUGH = (
    "The laboratory raised six billion dollars in May.",
    "Its investors are waiting for a rapid profit.",
    "The plant of Memphis consumes as much as a city.",
    "The neighbors complain about the noise of turbines.",
    "Nobody knows who will pay for the bill.",
)
ENGLISH = (
    "The lab raised $6 billion in May, six billion dollars in all.",
    "Investors expect a profit, and they expect it soon.",
    "The Memphis plant consumes as much power as a city.",
    "Neighbors complain about the noise the turbines make.",
    "Nobody knows who will pay the bill.",
)


def found(beads: Sequence[Bead]) -> list[tuple[list[int], list[int]]]:
    return [(list(range(*bead.source)), list(range(*bead.target))) for bead in beads]


def aligned(picked: Sequence[int], english: Sequence[str]) -> list[tuple[list[int], list[int]]]:
    """Alignment of some of the French sentences with an English text."""
    return found(align_sentences([FRENCH[i] for i in picked], [ROUGH[i] for i in picked], english))


def test_sentence_by_sentence() -> None:
    assert aligned(range(5), ENGLISH) == [([i], [i]) for i in range(5)]


def test_one_sentence_became_two() -> None:
    english = [*ENGLISH[:2], "The Memphis plant is hungry.", "It consumes as much as a city."]
    assert aligned(range(4), [*english, ENGLISH[3]]) == [
        ([0], [0]),
        ([1], [1]),
        ([2], [2, 3]),
        ([3], [4]),
    ]


def test_two_sentences_became_one() -> None:
    joined = f"{ENGLISH[2].rstrip('.')}, and {ENGLISH[3].lower()}"
    assert aligned(range(5), [*ENGLISH[:2], joined, ENGLISH[4]]) == [
        ([0], [0]),
        ([1], [1]),
        ([2, 3], [2]),
        ([4], [3]),
    ]


def test_two_sentences_were_cut_elsewhere() -> None:
    rough = [
        ROUGH[0],
        "The plant of Memphis burns gas day and night, and the mayor had promised to close it.",
        "Nobody knows who will pay for the bill.",
    ]
    english = [
        ENGLISH[0],
        "The Memphis plant burns gas day and night.",
        "The mayor had promised to close it, and nobody knows who will pay the bill.",
    ]
    beads = align_sentences([ROUGH[0], *rough[1:]], rough, english)
    assert found(beads) == [([0], [0]), ([1, 2], [1, 2])]


def test_a_sentence_was_left_out() -> None:
    assert aligned(range(5), [*ENGLISH[:2], *ENGLISH[3:]]) == [
        ([0], [0]),
        ([1], [1]),
        ([2], []),
        ([3], [2]),
        ([4], [3]),
    ]


def test_a_sentence_was_added() -> None:
    added = "This newspaper asked xAI for comment and received no answer."
    assert aligned(range(5), [*ENGLISH[:3], added, *ENGLISH[3:]]) == [
        ([0], [0]),
        ([1], [1]),
        ([2], [2]),
        ([], [3]),
        ([3], [4]),
        ([4], [5]),
    ]


def test_two_sentences_changed_places() -> None:
    english = [ENGLISH[0], ENGLISH[2], ENGLISH[1], ENGLISH[3]]
    assert aligned(range(4), english) == [([0], [0]), ([1], [2]), ([2], [1]), ([3], [3])]


def test_a_pair_that_nothing_speaks_for_is_uncertain() -> None:
    english = [*ENGLISH[:2], "Ask the mayor about his electricity meter.", *ENGLISH[3:]]
    beads = align_sentences(FRENCH, ROUGH, english)
    sure = [bead for bead in beads if bead.confidence >= 0.95]
    assert found(sure) == [([i], [i]) for i in (0, 1, 3, 4)]


def test_lengths_alone_align_a_plain_case() -> None:
    sources = ["a" * 40, "b" * 130, "c" * 60, "d" * 65, "e" * 30]
    targets = ["a" * 42, "b" * 70, "b" * 62, "c" * 126, "e" * 31]
    beads = align_sentences(sources, sources, targets, method=GALE_CHURCH)
    assert found(beads) == [([0], [0]), ([1], [1, 2]), ([2, 3], [3]), ([4], [4])]


def test_empty_texts() -> None:
    assert align_sentences([], [], []) == []
    assert found(align_sentences([], [], ["One."])) == [([], [0])]
    assert found(align_sentences(["Un."], ["One."], [])) == [([0], [])]


def test_no_bead_holds_source_sentences_of_two_blocks() -> None:
    joined = f"{ENGLISH[2].rstrip('.')}, and {ENGLISH[3].lower()}"
    kinds = ["paragraph", "", "", "paragraph", ""]
    beads = align_sentences(
        FRENCH,
        ROUGH,
        [*ENGLISH[:2], joined, ENGLISH[4]],
        openings=(kinds, ["paragraph", "", "", ""]),
    )
    assert all(not bead.source[0] < 3 < bead.source[1] for bead in beads)


def test_headings_meet_headings() -> None:
    """The rough translation of a short heading may share nothing with the published one."""
    sources, rough = ["Le prix", *FRENCH[:1], "À la caisse"], ["Price", *ROUGH[:1], "With body"]
    targets = ["What it costs", *ENGLISH[:1], "At the till"]
    kinds = ["heading", "paragraph", "heading"]
    beads = align_sentences(sources, rough, targets, openings=(kinds, kinds))
    assert found(beads) == [([0], [0]), ([1], [1]), ([2], [2])]


words = st.sampled_from("Le prix du gaz monte. The price of gas rises! 12 xAI ? …".split())
sentences = st.lists(st.lists(words, max_size=6).map(" ".join), max_size=7)


@given(sentences, sentences, st.data())
def test_every_sentence_is_in_one_bead(
    sources: list[str], targets: list[str], data: st.DataObject
) -> None:
    kinds = st.sampled_from(["", "", "paragraph", "heading"])
    openings = (
        data.draw(st.lists(kinds, min_size=len(sources), max_size=len(sources))),
        data.draw(st.lists(kinds, min_size=len(targets), max_size=len(targets))),
    )
    beads = align_sentences(sources, sources, targets, openings=openings)
    assert [i for bead in beads for i in range(*bead.source)] == list(range(len(sources)))
    assert sorted(j for bead in beads for j in range(*bead.target)) == list(range(len(targets)))
    assert all(0 <= bead.confidence <= 1 for bead in beads)
    for bead in beads:
        assert not any(openings[0][bead.source[0] + 1 : bead.source[1]])


def invented(count: int) -> list[str]:
    """Sentences of words that nobody used before."""
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        " ".join("".join(chance.choices(letters, k=6)) for _ in range(chance.randint(4, 12)))
        for _ in range(count)
    ]


def test_a_long_text_is_aligned_in_stretches() -> None:
    source = invented(620)
    target = [*source[:300], *source[320:450], *invented(640)[620:], *source[450:]]
    assert len(meeting_points(source, target)) > 500
    expected = (
        [([i], [i]) for i in range(300)]
        + [([i], []) for i in range(300, 320)]
        + [([i], [i - 20]) for i in range(320, 450)]
        + [([], [i]) for i in range(430, 450)]
        + [([i], [i]) for i in range(450, 620)]
    )
    assert sorted(found(align_sentences(source, source, target))) == sorted(expected)


def test_long_texts_that_never_meet_are_cut_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visavis.translate.published.sentences._LARGEST", 50)
    source, target = ["Le prix du gaz monte."] * 160, ["No answer was given."] * 110
    beads = align_sentences(source, ["The price of gas rises."] * 160, target)
    assert [i for bead in beads for i in range(*bead.source)] == list(range(160))
    assert sorted(j for bead in beads for j in range(*bead.target)) == list(range(110))


def test_texts_meet_where_two_neighbours_share_words_of_their_own() -> None:
    left = ["a plant in Memphis", "the same thing", "a visit to Paris", "a trip to Rome"]
    right = ["Memphis has the thing", "no old dust", "he visits Paris", "Rome in a day"]
    assert meeting_points(left, right) == [(3, 3)]


def test_likeness_counts_what_two_sentences_share() -> None:
    assert grams("Oui, non !") == {" oui", "oui ", "ui n", "i no", " non", "non "}
    left, right = [grams("Oui, non !"), grams("Rien")], [grams("non-oui"), grams("…")]
    assert overlaps(left, right).tolist() == [[4, 0], [0, 0]]


def test_a_disturbed_case_says_what_belongs_together() -> None:
    units = [(("a", "b"), ("A",)), ((), ("X",)), (("c",), ("C",)), (("d",), ("D1", "D2"))]
    assert assemble(units, [0, 1, 3, 2]) == Case(
        ("a", "b", "c", "d"),
        ("A", "X", "D1", "D2", "C"),
        frozenset({((0, 2), (0, 1)), ((2, 3), (4, 5)), ((3, 4), (2, 4))}),
    )
    assert halves("Il paie tout, mais il se plaint.") == ("Il paie tout,", "mais il se plaint.")
    pairs = [(f"source {n}", f"target {n}") for n in range(200)]
    case = disturb(pairs, Rates(0.1, 0.1, 0.3, 0.1), random.Random(1))
    beads = [(b - a, d - c) for (a, b), (c, d) in case.gold]
    assert 30 <= 200 - len(beads) - beads.count((1, 2)) // 2 <= 90
    assert {(1, 1), (1, 2), (2, 1)} == set(beads)


@pytest.fixture(scope="module")
def disturbed(engine: Engine) -> tuple[list[Case], dict[str, str]]:
    """The five references, a tenth of their sentences each merged, split, dropped and swapped."""
    some = list(cases(Rates(0.1, 0.1, 0.1, 0.1), seeds=1))
    return some, translate(some, engine)


def test_most_beads_of_disturbed_references_are_found(
    disturbed: tuple[list[Case], dict[str, str]],
) -> None:
    ours, lengths_alone = Count(), Count()
    for case in disturbed[0]:
        ours.add(both_sides(align(case, disturbed[1])), case.gold)
        lengths_alone.add(both_sides(align(case, disturbed[1], GALE_CHURCH)), case.gold)
    assert ours.wanted > 150
    assert ours.scores[2] >= 0.95
    assert lengths_alone.scores[2] < 0.8


def test_what_is_not_flagged_is_right(disturbed: tuple[list[Case], dict[str, str]]) -> None:
    sure = [
        (bead.source, bead.target) in case.gold
        for case in disturbed[0]
        for bead in align(case, disturbed[1])
        if bead.is_pair and bead.confidence >= 0.8
    ]
    assert len(sure) > 130
    assert sum(sure) / len(sure) >= 0.98
