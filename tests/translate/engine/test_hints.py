import pytest

from visavis.translate.bilingual.tokens import Tokens
from visavis.translate.engine.engine import Engine
from visavis.translate.engine.hints import annotated, annotated_tokens
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.terminology.slots import hints

MARKS = ("⟦", "¦ ", "⟧")
SOURCE = "La levée de fonds de xAI."


def characters(text: str) -> Tokens:
    return Tokens(text, list(text), [(at, at + 1) for at in range(len(text))])


def test_a_hint_stands_behind_its_words() -> None:
    assert annotated(SOURCE, [((3, 17), "funding round")], MARKS) == (
        "La ⟦levée de fonds¦ funding round⟧ de xAI."
    )
    two = [((3, 8), "raise"), ((21, 24), "xAI Corp")]
    assert annotated(SOURCE, two, MARKS) == "La ⟦levée¦ raise⟧ de fonds de ⟦xAI¦ xAI Corp⟧."
    assert annotated(SOURCE, [], MARKS) == SOURCE


def test_tokens_of_an_annotation_stand_for_the_words_that_it_annotates() -> None:
    tokens = annotated_tokens(SOURCE, [((3, 17), "round")], MARKS, characters)
    assert tokens.text == SOURCE
    assert "".join(tokens.pieces) == "La ⟦levée de fonds¦ round⟧ de xAI."
    inside = len("⟦levée de fonds¦ round⟧")
    assert tokens.spans == [
        *[(at, at + 1) for at in range(3)],
        *[(3, 17)] * inside,
        *[(at, at + 1) for at in range(17, len(SOURCE))],
    ]


def test_byte_offsets_of_tokens_end_where_their_text_ends() -> None:
    tokens = Tokens("Été à 3 €", ["Été", "à", "3", "€"], [(0, 3), (4, 5), (6, 7), (8, 9)])
    assert tokens.in_bytes().spans == [(0, 5), (6, 8), (9, 9), (9, 9)]
    ascii_only = Tokens("A b", ["A", "b"], [(0, 1), (2, 3)])
    assert ascii_only.in_bytes() is ascii_only


class Alone:
    """An engine of which nothing is known but what it says for terms by themselves."""

    def __init__(self, **said: str) -> None:
        self.said = said

    def alone(self, terms: object) -> dict[str, str]:
        return self.said


@pytest.mark.parametrize(
    ("said", "rows", "expected"),
    [
        ("Share.", "action,share", []),
        ("The share", "action,share", []),
        ("Action", "action,share", [((2, 8), "share")]),
        ("Shares", "action,share", []),
        ("Stock", "action,share|stock", [((2, 8), "share")]),
        ("Stock", "action,share\naction,stock,admitted", []),
        ("Action", "action,,,yes", []),
        ("Deed", "action,,,yes", [((2, 8), "action")]),
    ],
)
def test_the_model_is_told_only_what_it_does_not_say_by_itself(
    said: str, rows: str, expected: list[object]
) -> None:
    glossary = parse_glossary(f"source,target,status,keep\n{rows}\n", "test")
    source = "L'action monte."
    engine: Engine = Alone(action=said)  # type: ignore[assignment]
    assert hints([(source, Matcher(glossary).find(source))], engine, glossary) == [expected]


def test_a_hint_has_the_number_and_the_tense_of_the_french() -> None:
    glossary = parse_glossary(
        "source,target,pos\nvente,sale,\nlever des fonds,raise capital,verb\n", "test"
    )
    source = "Elle a levé des fonds grâce aux ventes."
    engine: Engine = Alone(**{"levé des fonds": "x", "ventes": "x"})  # type: ignore[assignment]
    assert hints([(source, Matcher(glossary).find(source))], engine, glossary) == [
        [((7, 21), "raised capital"), ((32, 38), "sales")]
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Il faut lever, après deux ans, des fonds.", "raise"),
        ("Elle lève, après deux ans, des fonds.", "raises"),
        ("Elle a levé, en deux ans, des fonds.", "raised"),
    ],
)
def test_a_verb_before_a_comma_keeps_its_form(source: str, expected: str) -> None:
    glossary = parse_glossary("source,target,pos\nlever … fonds,raise … funds,verb\n", "test")
    matches = Matcher(glossary).find(source)
    said = {source[a:b]: "x" for match in matches for a, b in match.parts}
    engine: Engine = Alone(**said)  # type: ignore[assignment]
    ((_, english), (_, rest)) = hints([(source, matches)], engine, glossary)[0]
    assert (english, rest) == (expected, "funds")


def test_hints_reach_the_translation_and_its_alignment(engine: Engine) -> None:
    sources = [
        "Après dix ans à l'étranger, la société a été cédée à son concurrent.",
        "Les salariés ont été prévenus hier que la société déménagera à l'été.",
        "LA SOCIÉTÉ A ÉTÉ CÉDÉE",
    ]
    told = [
        [((source.lower().index("société"), source.lower().index("société") + 7), "harbour")]
        for source in sources
    ]
    for source, hypothesis in zip(sources, engine.translate_parts(sources, told), strict=True):
        at = hypothesis.target.lower().find("harbour")
        assert at >= 0, hypothesis.target
        its = [link.source for link in hypothesis.alignment if link.target[0] == at]
        assert "société" in [source[slice(*span)].lower() for span in its]
        assert not set(hypothesis.target) & set("⟦¦⟧")
    assert engine.translate_parts(sources[2:], told[2:])[0].target.isupper()
