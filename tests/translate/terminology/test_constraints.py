from pathlib import Path

import pytest

from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import load_glossary, parse_glossary
from visavis.translate.glossary.terms import EMPTY, Glossary
from visavis.translate.translator import Translator

SHIPPED = load_glossary(Path(__file__).parents[3] / "glossary.csv")


def translate(engine: Engine, segment: str, glossary: Glossary = SHIPPED) -> Pair:
    (pair,) = Translator(glossary=glossary, model=engine).translate_many([segment])
    return pair


def said(pair: Pair) -> list[tuple[str, str]]:
    """Source form and English form of each use; `missed` when it was not said."""
    return [
        (
            pair.source[slice(*use.source)],
            pair.target[slice(*use.target)].lower()
            if use.target and use.outcome != "missed"
            else "missed",
        )
        for use in pair.terms
    ]


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        # plural and feminine forms
        (
            "Les levées de fonds se suivent dans ce secteur.",
            [("levées de fonds", "funding rounds")],
        ),
        ("La levée de fonds est terminée.", [("levée de fonds", "funding round")]),
        ("Les jeunes pousses cherchent un marché.", [("jeunes pousses", "startups")]),
        ("Cette jeune pousse cherche un marché.", [("jeune pousse", "startup")]),
        # several terms, and two of one
        (
            "La valorisation dépend des levées de fonds.",
            [("valorisation", "valuation"), ("levées de fonds", "funding rounds")],
        ),
        (
            "Une puce coûte plus que deux puces anciennes.",
            [("puce", "chip"), ("puces", "chips")],
        ),
        # at the start of a sentence
        ("Valorisation et prix montent.", [("Valorisation", "valuation")]),
        # acronyms
        ("Le PDG a quitté le groupe.", [("PDG", "ceo")]),
        ("Il faut des GPU pour ce projet.", [("GPU", "gpus")]),
        # elision, both apostrophes
        (
            "Le projet d'introduction en Bourse est prêt.",
            [("introduction en Bourse", "initial public offering")],
        ),
    ],
)
def test_every_term_is_said_as_the_glossary_says_it(
    engine: Engine, segment: str, expected: list[tuple[str, str]]
) -> None:
    assert said(translate(engine, segment)) == expected


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_elided_articles_hide_no_term(engine: Engine, apostrophe: str) -> None:
    ((french, english),) = said(translate(engine, f"L{apostrophe}actionnaire a vendu."))
    assert french == "actionnaire"
    assert english.startswith("shareholder")


def test_two_french_terms_may_have_one_english(engine: Engine) -> None:
    glossary = parse_glossary("source,target\npuce,chip\nsemi-conducteur,chip\n", "test")
    pair = translate(engine, "Les puces sont des semi-conducteurs.", glossary)
    assert said(pair) == [("puces", "chips"), ("semi-conducteurs", "chips")]


def test_a_title_in_capitals_keeps_them(engine: Engine) -> None:
    pair = translate(engine, "NOUVELLE LEVÉE DE FONDS POUR LE GROUPE")
    assert said(pair) == [("LEVÉE DE FONDS", "funding round")]
    assert "FUNDING ROUND" in pair.target


def test_a_verb_is_matched_with_words_between_and_conjugated(engine: Engine) -> None:
    pair = translate(engine, "Le groupe a levé des fonds en mars.")
    (use,) = pair.terms
    assert pair.source[slice(*use.source)] == "levé des fonds"
    assert use.outcome != "missed"
    assert use.target is not None
    assert pair.target[slice(*use.target)].startswith("rais")


def test_a_name_that_must_stay_stays(engine: Engine) -> None:
    glossary = parse_glossary(
        "source,target,keep\nvalorisation,valuation,\nValorisation SA,,yes\n", "test"
    )
    pair = translate(engine, "La société Valorisation SA a publié ses comptes.", glossary)
    assert said(pair) == [("Valorisation SA", "valorisation sa")]
    assert "Valorisation SA" in pair.target


def test_the_longest_term_wins(engine: Engine) -> None:
    glossary = parse_glossary(
        "source,target\npuce,chip\npuce électronique,integrated circuit\n", "test"
    )
    pair = translate(engine, "Une puce électronique est petite.", glossary)
    assert said(pair) == [("puce électronique", "integrated circuit")]


def test_an_admitted_rendering_is_left_alone(engine: Engine) -> None:
    plain = translate(engine, "Le rapport est important.", EMPTY)
    assert "report" in plain.target
    glossary = parse_glossary(
        "source,target,status\nrapport,account,\nrapport,report,admitted\n", "test"
    )
    pair = translate(engine, "Le rapport est important.", glossary)
    assert pair.target == plain.target
    assert [use.outcome for use in pair.terms] == ["admitted"]


def test_what_the_model_says_anyway_is_left_alone(engine: Engine) -> None:
    plain = translate(engine, "Le rapport est important.", EMPTY)
    pair = translate(
        engine, "Le rapport est important.", parse_glossary("source,target\nrapport,report\n", "")
    )
    assert (pair.target, pair.score, pair.plain) == (plain.target, plain.score, "")
    assert [use.outcome for use in pair.terms] == ["already"]


def test_a_change_is_accounted_for(engine: Engine) -> None:
    plain = translate(engine, "Les rapports sont importants.", EMPTY)
    glossary = parse_glossary("source,target\nrapport,briefing note\n", "test")
    pair = translate(engine, "Les rapports sont importants.", glossary)
    (use,) = pair.terms
    assert use.outcome == "inflected"
    assert use.method == "inline"
    assert use.target is not None
    assert pair.target[slice(*use.target)].lower() == "briefing notes"
    # The model was told at once: nobody asked what it says unaided.
    assert (pair.plain, pair.plain_score) == ("", None)
    assert pair.target != plain.target
    assert pair.score is not None
    assert "reports" not in pair.target


def test_a_forbidden_rendering_is_replaced(engine: Engine) -> None:
    glossary = parse_glossary(
        "source,target,status\nrapport,account,\nrapport,report,forbidden\n", "test"
    )
    pair = translate(engine, "Le rapport est important.", glossary)
    assert said(pair) == [("rapport", "account")]
    assert "report" not in pair.target.lower()


def test_the_same_terms_in_any_company(engine: Engine) -> None:
    segments = [
        "Les levées de fonds se suivent dans ce secteur.",
        "Le PDG a quitté le groupe.",
        "La valorisation dépend des levées de fonds.",
        "Le vote est clos.",
    ]
    together = Translator(glossary=SHIPPED, model=engine).translate_many(segments)
    assert together == [translate(engine, segment) for segment in segments]


def test_a_passed_through_segment_is_not_touched(engine: Engine) -> None:
    english = "The company announced a new valuation and a funding round on Monday."
    pair = translate(engine, english)
    assert (pair.target, pair.provenance, pair.terms) == (english, "copied", ())
