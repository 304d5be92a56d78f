from collections.abc import Sequence

import pytest

from visavis.translate.bilingual.hypothesis import Scored
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Pair
from visavis.translate.bilingual.tokens import Tokens
from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.terms import EMPTY, Glossary
from visavis.translate.packages.choice import embedded
from visavis.translate.review.alternatives import alternatives
from visavis.translate.translator import Translator

RAPPORT = "La Commission a présenté un rapport sur la pêche."


def of(
    source: str, engine: Engine, glossary: Glossary = EMPTY, prefix: str = "", count: int = 6
) -> tuple[Pair, ...]:
    present = engine.translate([source])[0].target
    translator = Translator(glossary=glossary, model=engine)
    found = alternatives(translator, source, present, prefix=prefix, count=count)
    assert present not in [pair.target for pair in found]
    return found


def test_alternatives_differ_from_each_other_and_have_all_that_a_pair_has(engine: Engine) -> None:
    found = of(RAPPORT, engine)
    targets = [pair.target for pair in found]
    assert len(set(targets)) == len(targets) == 6
    for pair in found:
        assert (pair.source, pair.provenance) == (RAPPORT, "engine")
        assert pair.score is not None
        assert pair.score < 0
        assert pair.alignment


class Beam:
    """An engine of which only the beam counts: literal hypotheses, the first the likeliest."""

    package, beam_size = embedded(), 6

    def __init__(self, *hypotheses: str) -> None:
        self.hypotheses = list(hypotheses)

    def n_best(self, text: str, **_: object) -> list[str]:
        return self.hypotheses

    def parts(self, segment: str) -> tuple[tuple[int, int], ...]:
        return ((0, len(segment)),)

    def can_score(self, segment: str) -> bool:
        return True

    def align(self, pairs: Sequence[object]) -> list[tuple[Link, ...]]:
        return [() for _ in pairs]

    def score(self, requests: Sequence[tuple[str, None, str]]) -> list[Scored]:
        return [Scored(Tokens(text, [], []), (-1.0,)) for _, _, text in requests]


@pytest.mark.parametrize(
    ("source", "beam", "expected"),
    [
        # An address that is damaged is put back, one that is gone costs the alternative.
        (
            "Selon lemonde.fr, le contrat est signé.",
            [
                "According to lemonde.fr, the contract is signed.",
                "According to lemond.fr, the contract was signed.",
                "The demon says that the contract is signed.",
                "The contract is signed, says lemonde.fr.",
            ],
            {
                "According to lemonde.fr, the contract was signed.",
                "The contract is signed, says lemonde.fr.",
            },
        ),
        (
            "Il écrit à jean.petit@exemple.fr et à a@b.fr.",
            [
                "He writes to jean.petit@exemple.fr and a@b.fr.",
                "He writes to jean.petit@example.fr and to a@b.fr.",
                "He wrote to Jean and to a@b.fr.",
            ],
            {"He writes to jean.petit@exemple.fr and to a@b.fr."},
        ),
        # So does a number.
        (
            "Le prix passe de 9 € à 12 €.",
            ["The price goes from €9 to €12.", "The price goes to €12.", "It goes from €9 to €12."],
            {"It goes from €9 to €12."},
        ),
    ],
)
def test_what_is_kept_verbatim_is_in_them_too(
    source: str, beam: list[str], expected: set[str]
) -> None:
    engine: Engine = Beam(*beam)  # type: ignore[assignment]
    found = alternatives(Translator(model=engine), source, beam[0])
    assert {pair.target for pair in found} == expected


def test_no_alternative_loses_an_address(engine: Engine) -> None:
    addresses = ["lemonde.fr", "www.lesechos.fr/bourse", "jean.petit@exemple.fr", "@ministere_fr"]
    for address in addresses:
        source = f"Selon {address}, le contrat est signé."
        present = engine.translate([source])[0].target
        for pair in of(source, engine):
            assert (address in pair.target) or address not in present, pair.target


def test_no_more_than_were_asked_for(engine: Engine) -> None:
    assert len(of(RAPPORT, engine, count=2)) == 2


def test_they_are_the_same_every_time(engine: Engine) -> None:
    assert of(RAPPORT, engine) == of(RAPPORT, engine)


def test_the_glossary_holds_in_them_and_is_accounted_for(engine: Engine) -> None:
    glossary = parse_glossary("source,target\nrapport,dossier\n", "test")
    found = of(RAPPORT, engine, glossary)
    said = [pair for pair in found if "dossier" in pair.target.lower()]
    assert said
    for pair in found:
        [use] = pair.terms
        assert use.term == "rapport"
        assert (use.outcome == "missed") == (pair not in said)
    # Those that say the term come first.
    assert list(found[: len(said)]) == said


def test_a_chosen_beginning_stays(engine: Engine) -> None:
    found = of(RAPPORT, engine, prefix="The Commission has")
    assert found
    assert all(pair.target.startswith("The Commission has") for pair in found)


@pytest.mark.parametrize("source", ["…", "12", ""])
def test_what_is_passed_through_has_no_alternative(source: str, engine: Engine) -> None:
    assert of(source, engine) == ()


def test_a_title_in_capitals_stays_in_capitals(engine: Engine) -> None:
    found = of("LA COMMISSION A PRÉSENTÉ UN RAPPORT", engine)
    assert found
    assert all(pair.target.isupper() for pair in found)


def test_of_a_long_segment_one_part_at_a_time_differs(engine: Engine) -> None:
    clause = "la Commission a présenté au Parlement un rapport sur la pêche dans les eaux du nord"
    long = "En ce jour, " + " ; ".join([clause] * 7) + "."
    assert len(engine.parts(long)) > 1
    found = of(long, engine)
    assert found
    assert all(len(pair.target) > 200 for pair in found)


def test_a_segment_that_is_too_long_to_score_has_none(engine: Engine) -> None:
    assert of("Le rapport de la Commission sur la pêche est clos. " * 40, engine) == ()
