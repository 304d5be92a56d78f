import pytest

from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import TermUse
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.terminology.uses import aligned_span, find_rendering, term_uses

GLOSSARY = parse_glossary(
    """source,target,status,keep,pos
levée de fonds,funding round|fundraising,,,noun
GPU,GPU,,,noun
valorisation,valuation,,,noun
valorisation,market value,admitted,,noun
valorisation,enhancement,forbidden,,noun
puce,chip,,,noun
Colossus,,,yes,
""",
    "test",
)


def uses(source: str, target: str, links: tuple[Link, ...] = ()) -> list[tuple[object, ...]]:
    found = term_uses(source, target, links, Matcher(GLOSSARY).find(source), GLOSSARY)
    return [
        (
            use.row,
            source[slice(*use.source)],
            target[slice(*use.target)] if use.target else None,
            use.outcome,
        )
        for use in found
    ]


@pytest.mark.parametrize(
    ("target", "rendering", "expected"),
    [
        ("Two funding rounds.", "funding round", ["funding rounds"]),
        ("The start-up's chips", "chip", ["chips"]),
        ("GPUs and GPU", "GPU", ["GPUs", "GPU"]),
        ("OpenAI's valuation", "valuation", ["valuation"]),
        ("Nothing here", "chip", []),
        ("chipset", "chip", []),
        ("", "chip", []),
    ],
)
def test_a_rendering_is_found_in_any_inflection(
    target: str, rendering: str, expected: list[str]
) -> None:
    assert [target[a:b] for a, b in find_rendering(target, rendering)] == expected


def test_what_the_model_says_unaided_is_already_there() -> None:
    assert uses(
        "Deux levées de fonds, des GPU et une valorisation record.",
        "Two funding rounds, GPUs and a record valuation.",
    ) == [
        (2, "levées de fonds", "funding rounds", "already"),
        (3, "GPU", "GPUs", "already"),
        (4, "valorisation", "valuation", "already"),
    ]


def test_other_accepted_renderings_are_admitted() -> None:
    assert uses("La levée de fonds.", "The fundraising.") == [
        (2, "levée de fonds", "fundraising", "admitted")
    ]
    assert uses("La valorisation.", "The market value.") == [
        (4, "valorisation", "market value", "admitted")
    ]


def test_a_missed_term_says_what_stands_there_instead() -> None:
    source, target = "La valorisation baisse.", "The enhancement falls."
    link = Link((3, 15), (4, 15), 0.9)
    (use,) = term_uses(source, target, (link,), Matcher(GLOSSARY).find(source), GLOSSARY)
    assert use == TermUse(
        4,
        "valorisation",
        "valuation",
        (3, 15),
        (4, 15),
        "missed",
        "the English says “enhancement”",
    )
    (use,) = term_uses(source, target, (), Matcher(GLOSSARY).find(source), GLOSSARY)
    assert (use.target, use.reason) == (None, "no word of the English stands for this term")


def test_a_name_to_keep_must_stand_as_it_is() -> None:
    assert uses("Colossus grandit.", "Colossus is growing.") == [
        (8, "Colossus", "Colossus", "already")
    ]
    assert uses("Colossus grandit.", "It is growing.") == [(8, "Colossus", None, "missed")]


def test_two_occurrences_need_two_renderings() -> None:
    assert uses("Une puce, deux puces.", "One chip, two chips.") == [
        (7, "puce", "chip", "already"),
        (7, "puces", "chips", "already"),
    ]
    assert [use[3] for use in uses("Une puce, deux puces.", "One chip, two of them.")] == [
        "already",
        "missed",
    ]


def test_of_two_places_the_aligned_one_is_the_term() -> None:
    source, target = "Une chose et une puce.", "A chip thing and a chip."
    link = Link((17, 21), (19, 23), 0.8)
    (use,) = term_uses(source, target, (link,), Matcher(GLOSSARY).find(source), GLOSSARY)
    assert use.target == (19, 23)


def test_the_aligned_span_covers_every_linked_word() -> None:
    links = (Link((0, 2), (4, 6), 0.5), Link((3, 5), (0, 2), 0.5), Link((9, 10), (20, 22), 1.0))
    assert aligned_span(links, (0, 5)) == (0, 6)
    assert aligned_span(links, (6, 8)) is None


def test_of_a_term_with_forbidden_english_only_other_english_is_right() -> None:
    glossary = parse_glossary("source,target,status\nlogiciel,application,forbidden\n", "g")
    matches = Matcher(glossary).find("un logiciel")
    links = (Link((3, 11), (3, 11), 1.0),)
    assert term_uses("un logiciel", "a software", links, matches, glossary) == (
        TermUse(2, "logiciel", "", (3, 11), (3, 11), "admitted"),
    )
    reason = "the English says “applications”, which the glossary forbids"
    assert term_uses("un logiciel", "applications", (), matches, glossary) == (
        TermUse(2, "logiciel", "", (3, 11), (0, 12), "missed", reason),
    )
