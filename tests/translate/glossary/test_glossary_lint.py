"""Advice on valid glossaries, and how often their rows occur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import pytest

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Outcome, Pair, TermUse
from visavis.translate.glossary.file import lint, load_glossary, parse_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.usage import Usage, usage

SHIPPED = Path(__file__).parents[3] / "glossary.csv"


def advice(rows: str) -> list[tuple[str, tuple[int, ...]]]:
    glossary = parse_glossary(f"source,target,status,pos\n{rows}", "g")
    return [(warning.kind, warning.rows) for warning in lint(glossary)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("valorisation,valuation,,\n", []),
        ("puce,chip,,\npuces électroniques,microchip,,\n", [("contained", (2, 3))]),
        ("offre,offer,,\n", [("homograph", (2,))]),
        ("offre publique,public offer,,\n", []),
        ("les,the,,\n", [("homograph", (2,))]),
        ("SA,corporation,,\n", [("capitals", (2,))]),
        ("X,X,,\n", [("capitals", (2,))]),
        ("GPU,GPU,,\n", []),
        ("LEVÉE DE FONDS,funding round,,\n", [("capitals", (2,))]),
        ("start-up|start up,startup|Startup,,\n", [("repeated", (2,)), ("repeated", (2,))]),
        ("puce,flea,forbidden,\n", [("alone", (2,))]),
        ("levée de fonds,round,,\nlevées de fonds,rounds,,\n", [("same-words", (3, 2))]),
        ("lever des fonds,raise funds,,\n", [("verb", (2,))]),
        ("lever des fonds,raise funds,,verb\n", []),
        ("s'introduire en Bourse,go public,,verb\n", []),
        ("fondation,foundation,,verb\n", [("verb", (2,))]),
        ("puce,chip,,\npuce,chip,,\n", [("duplicate", (3, 2))]),
        ("puce,chip,,\nPuce,flea|bug,forbidden,\npuce,bug,forbidden,\n", [("duplicate", (4, 3))]),
        ("maison,house,,\n", [("everyday", (2,))]),
        ("maison mère,parent company,,\n", []),
        ("Bourse,stock market,,\n", [("capitals", (2,))]),
    ],
)
def test_lint(rows: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert advice(rows) == expected


def test_advice_is_a_sentence_that_names_the_rows() -> None:
    glossary = parse_glossary("source,target\npuce,chip\npuce électronique,microchip\n", "g")
    assert str(lint(glossary)[0]) == (
        "rows 2, 3: “puce” is part of “puce électronique”; where both stand, the longer one "
        "counts: make sure that its English is right, too"
    )


def test_the_glossary_that_ships() -> None:
    glossary = load_glossary(SHIPPED)
    assert len(glossary.terms) >= 80
    assert [(term.sources[0], term.targets[0]) for term in glossary.terms[:3]] == [
        ("GPU", "GPU"),
        ("valorisation", "valuation"),
        ("levée de fonds", "funding round"),
    ]
    # Contained terms are meant; everything else would be an oversight.
    assert {warning.kind for warning in lint(glossary)} == {"contained"}
    assert "valorization" in glossary.forbidden(glossary.terms[1])


def library(*pairs: Pair) -> list[BilingualArticle]:
    block = Block("paragraph", "".join(p.source for p in pairs), tuple(_spans(pairs)))
    return [BilingualArticle(Article("", (block,)), (pairs,), "")]


def _spans(pairs: Sequence[Pair]) -> Iterator[tuple[int, int]]:
    ends = list(accumulate(len(pair.source) for pair in pairs))
    return zip([0, *ends], ends, strict=False)


def use(outcome: Outcome, start: int = 3) -> TermUse:
    return TermUse(9, "puce", "chip", (start, start + 4), None, outcome)


def test_usage_counts_what_the_rows_of_today_match() -> None:
    glossary = parse_glossary("source,target,status\npuce,chip,\npuce,flea,forbidden\nx1,y,\n", "g")
    pairs = (
        Pair("La puce.", "The flea.", "engine", terms=(use("missed"),)),
        Pair("Une puce et des puces.", "", "engine", terms=(use("applied", 4),)),
    )
    one, two = library(*pairs), library(pairs[0])
    counted = usage([*one, *two], glossary, Matcher(glossary))
    assert counted[2] == Usage(4, Counter({"missed": 2, "applied": 1}), 2)
    assert counted[3] == counted[2]
    assert counted[4] == Usage()


def test_advice_from_the_library() -> None:
    glossary = parse_glossary("source,target\npuce,chip\nbrevet,patent\n", "g")
    missed = Pair("La puce.", "The flea.", "engine", terms=(use("missed"),))
    counted = usage(library(missed, missed), glossary, Matcher(glossary))
    assert [str(warning) for warning in lint(glossary, counted)] == [
        "row 2: the English does not say “chip” in 2 of 2 places; where it is right in other "
        "words, add them after a |",
        "row 3: “brevet” is in no article; keep it for others, or delete it",
    ]


def test_the_gravest_advice_comes_first() -> None:
    rows = "puce,chip,,\npuces électroniques,microchip,,\noffre,offer,,\nlicorne,flea,forbidden,\n"
    assert [kind for kind, _ in advice(rows)] == ["alone", "homograph", "contained"]
