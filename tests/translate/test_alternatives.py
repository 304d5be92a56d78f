import pytest

from translate.alternatives import alternatives
from translate.bilingual import Pair
from translate.engine import Engine
from translate.glossary import parse_glossary
from translate.matching import Matcher
from translate.terms import EMPTY, Glossary

RAPPORT = "La Commission a présenté un rapport sur la pêche."
PLAIN = Matcher(EMPTY)


def of(
    source: str, engine: Engine, glossary: Glossary = EMPTY, prefix: str = "", count: int = 6
) -> tuple[Pair, ...]:
    present = engine.translate([source])[0].text
    found = alternatives(
        source, present, engine, glossary, Matcher(glossary), prefix=prefix, count=count
    )
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


def test_what_is_kept_verbatim_is_in_them_too(engine: Engine) -> None:
    address = "Selon lemonde.fr, le contrat est signé."
    targets = [pair.target for pair in of(address, engine)]
    assert not any("demon" in target for target in targets)
    assert sum("lemonde.fr" in target for target in targets) >= 3


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
