import pytest

from visavis.translate.terminology.substitution import substitute


def put(target: str, old: str, term: str, *, plural: bool = False) -> str:
    start = target.index(old)
    text, ((first, last),) = substitute(
        target, [((start, start + len(old)), term)], plural=[plural]
    )
    assert text[first:last].lower() == term.lower()
    return text


@pytest.mark.parametrize(
    ("target", "old", "term", "plural", "expected"),
    [
        (
            "The valorisation rises.",
            "valorisation",
            "valuation",
            False,
            "The valuation rises.",
        ),
        ("It is a pucess.", "pucess", "chips", True, "It is chips."),
        ("It is a flea.", "flea", "AI chip", False, "It is an AI chip."),
        ("It is an animal.", "animal", "GPU", False, "It is a GPU."),
        ("Fleas are rare.", "Fleas", "chips", True, "Chips are rare."),
        ("Fleas are rare.", "Fleas", "xAI", False, "xAI are rare."),
        ("He left. Fleas are rare.", "Fleas", "chips", True, "He left. Chips are rare."),
        ("RECORD COLLECTION AT XAI", "COLLECTION", "funding round", False,
         "RECORD FUNDING ROUND AT XAI"),
        ("A lift of funds for all", "lift of funds", "funding round", False,
         "A funding round for all"),
        ("A round of funding for all", "round", "funding round", False,
         "A funding round for all"),
        ("This flea is new.", "flea", "chips", True, "These chips is new."),
        ("These fleas are new.", "fleas", "chip", False, "This chip are new."),
        ("The boss's car", "boss's", "CEO", False, "The CEO's car"),
        ("The bosses' cars", "bosses'", "CEOs", True, "The CEOs' cars"),
        ("A boss arrived.", "boss", "executives", True, "Executives arrived."),
        ("The flea.", "flea", "the Street", False, "The Street."),
    ],
)  # fmt: skip
def test_a_term_is_put_in_and_what_is_around_it_is_mended(
    target: str, old: str, term: str, plural: bool, expected: str
) -> None:
    assert put(target, old, term, plural=plural) == expected


def test_several_terms_at_once() -> None:
    text, spans = substitute(
        "A flea for a boss.", [((13, 17), "investor"), ((2, 6), "AI chip")], plural=[False, False]
    )
    assert text == "An AI chip for an investor."
    assert [text[slice(*span)] for span in spans] == ["investor", "AI chip"]
