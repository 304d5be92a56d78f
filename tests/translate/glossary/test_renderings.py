import pytest

from visavis.translate.glossary.file import EMPTY, Glossary, GlossaryError, parse_glossary
from visavis.translate.glossary.renderings import prefer, rows_for

GLOSSARY = parse_glossary(
    "source,target,status,note\n"
    "puce|puce électronique,chip,,of a computer\n"
    "levée de fonds,funding round|fundraising,,\n"
    "levée de fonds,levy,forbidden,\n"
    "IA,AI,,\n",
    "test",
)


def cells(glossary: Glossary) -> list[tuple[str, str]]:
    return [("|".join(term.sources), "|".join(term.targets)) for term in glossary.terms]


def test_words_without_a_row_get_one_at_the_end() -> None:
    after, term = prefer(GLOSSARY, " tour de table ", "round")
    assert cells(after) == [*cells(GLOSSARY), ("tour de table", "round")]
    assert (term.row, term.sources) == (6, ("tour de table",))
    assert cells(prefer(EMPTY, "puce", "chip|microchip")[0]) == [("puce", "chip|microchip")]


@pytest.mark.parametrize("source", ["puce", "Puce électronique"])
def test_a_row_that_has_the_source_keeps_its_other_renderings(source: str) -> None:
    after, term = prefer(GLOSSARY, source, "microchip")
    assert cells(after)[0] == ("puce|puce électronique", "microchip|chip")
    assert cells(after)[1:] == cells(GLOSSARY)[1:]
    assert (term.row, term.note) == (2, "of a computer")


def test_a_known_rendering_moves_to_the_front() -> None:
    after, _ = prefer(GLOSSARY, "levée de fonds", "fundraising")
    assert cells(after)[1:3] == [
        ("levée de fonds", "fundraising|funding round"),
        ("levée de fonds", "levy"),
    ]
    assert prefer(GLOSSARY, "puce", "chip")[0] == GLOSSARY


def test_rows_that_share_a_source_go_on_agreeing() -> None:
    twins = parse_glossary("source,target\npuce,chip\npuce|circuit,chip\n", "test")
    after, _ = prefer(twins, "puce", "microchip")
    assert cells(after) == [("puce", "microchip|chip"), ("puce|circuit", "microchip|chip")]


@pytest.mark.parametrize(("source", "target"), [("", "chip"), ("puce", " "), ("puce", "a\x07")])
def test_what_cannot_be_a_row_is_refused(source: str, target: str) -> None:
    with pytest.raises(GlossaryError):
        prefer(GLOSSARY, source, target)


def test_rows_are_found_by_any_of_their_sources() -> None:
    assert [term.row for term in rows_for(GLOSSARY, "Levée de fonds")] == [3, 4]
    assert [term.row for term in rows_for(GLOSSARY, "puce électronique")] == [2]
    assert rows_for(GLOSSARY, "ia") == ()
    assert rows_for(GLOSSARY, "") == ()
