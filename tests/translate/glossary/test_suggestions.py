"""Which phrases of a library become suggestions, in what order, with what English."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.glossary.file import EMPTY, parse_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.noun_phrases import phrases
from visavis.translate.glossary.suggestions import Rendering, Suggestion, suggest
from visavis.translate.language.everyday import everyday_rate


def found(sentence: str) -> list[str]:
    return [sentence[slice(*phrase.span)] for phrase in phrases(sentence) if phrase.anchored]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("La turbine tourne.", ["turbine"]),
        ("Les turbines à gaz fument.", ["turbines", "turbines à gaz"]),
        (
            "le réseau électrique de la ville",
            ["réseau", "réseau électrique", "réseau électrique de la ville", "ville"],
        ),
        ("une start-up cotée", ["start-up", "start-up cotée"]),
        ("Il a rapidement financé deux GPUs.", ["GPUs"]),
        ("le financement", ["financement"]),
        ("Hier Elon Musk et OpenAI l'ont dit.", ["Elon Musk", "OpenAI"]),
        ("D'abord, en effet, par exemple.", []),
        ("La première année, trois fois.", []),
        ("Louis XIV, le 3 mars.", ["Louis XIV"]),
        ("Il les vise.", []),
    ],
)
def test_phrases(sentence: str, expected: list[str]) -> None:
    assert found(sentence) == expected


def test_forms_of_a_phrase_share_a_key() -> None:
    [key] = {
        phrase.key
        for text in ("la turbine à gaz", "des turbines à gaz", "Les turbines au gaz")
        for phrase in phrases(text)
        if phrase.words == 2
    }
    assert key == ("turbine", "à", "gaz")


def test_everyday_words_are_told_from_others() -> None:
    assert everyday_rate("années") > 100
    assert everyday_rate("turbine") == 0


def pair(source: str, target: str, *links: tuple[str, str]) -> Pair:
    """A pair in which these words are aligned with each other, at their first places."""
    made = tuple(
        Link(
            (source.index(french), source.index(french) + len(french)),
            (target.index(english), target.index(english) + len(english)),
            1.0,
        )
        for french, english in links
    )
    return Pair(source, target, "engine", alignment=made)


def article(*pairs: Pair) -> BilingualArticle:
    blocks = tuple(Block("paragraph", p.source, ((0, len(p.source)),)) for p in pairs)
    return BilingualArticle(Article("", blocks), tuple((p,) for p in pairs), "")


TURBINES = (
    pair(
        "Les turbines à gaz fument.",
        "Gas turbines smoke.",
        ("turbines", "turbines"),
        ("gaz", "Gas"),
    ),
    pair(
        "Une turbine à gaz fume.", "A gas turbine smokes.", ("turbine", "turbine"), ("gaz", "gas")
    ),
    pair("Des turbines à gaz !", "Of petrol engines!", ("turbines", "engines"), ("gaz", "petrol")),
)


def test_a_recurring_phrase_with_its_renderings() -> None:
    [only] = suggest([article(*TURBINES[:2]), article(TURBINES[2])], Matcher(EMPTY))
    assert only == Suggestion(
        source="turbine à gaz",
        target="gas turbine",
        kind="term",
        count=3,
        articles=2,
        renderings=(Rendering("gas turbine", 2), Rendering("petrol engines", 1)),
        spread=0.92,
        score=only.score,
        example=TURBINES[0],
    )


@pytest.mark.parametrize(
    "row", ["turbine à gaz,gas turbine", "turbines à gaz,x", "turbine,turbine"]
)
def test_what_a_row_says_is_no_suggestion(row: str) -> None:
    sources = [
        s.source
        for s in suggest([article(*TURBINES)], Matcher(parse_glossary(f"fr,en\n{row}\n", "g")))
    ]
    assert sources == (["turbine à gaz"] if row.startswith("turbine,") else [])


def test_a_phrase_that_the_english_says_in_many_ways_comes_first() -> None:
    steady = [pair(f"Le brevet {n}.", f"Patent {n}.", ("brevet", "Patent")) for n in "abcd"]
    unsteady = [
        pair(f"Le litige {n}.", f"{said} {n}.", ("litige", said))
        for n, said in zip("abcd", ("Dispute", "Row", "Case", "Litigation"), strict=True)
    ]
    ranked = suggest([article(*steady, *unsteady)], Matcher(EMPTY))
    assert [(s.source, s.spread) for s in ranked] == [("litige", 2.0), ("brevet", 0.0)]


def test_names_come_last_and_acronyms_are_kept_as_they_are() -> None:
    pairs = [
        pair(f"Pour {n}, Elon Musk veut des GPU.", f"For {n}, Elon Musk wants GPUs.",
             ("Elon", "Elon"), ("Musk", "Musk"), ("GPU", "GPUs"))
        for n in ("Pierre", "Jeanne", "Luc")
    ]  # fmt: skip
    ranked = suggest([article(*pairs)], Matcher(EMPTY))
    assert [(s.source, s.target, s.kind) for s in ranked] == [
        ("GPU", "GPUs", "acronym"),
        ("Elon Musk", "Elon Musk", "name"),
    ]


def test_a_sentence_that_an_article_repeats_counts_once() -> None:
    assert suggest([article(TURBINES[0], TURBINES[0])], Matcher(EMPTY)) == ()


@pytest.mark.parametrize("links", [(), (("brevet", "the"),)])
def test_without_alignment_a_suggestion_has_no_english(links: Sequence[tuple[str, str]]) -> None:
    pairs = [pair(f"Le brevet {n}.", f"It is the {n}.", *links) for n in "ab"]
    [only] = suggest([article(*pairs)], Matcher(EMPTY))
    assert (only.source, only.target, only.renderings) == ("brevet", "", ())
