from collections import Counter
from typing import get_args

import pytest

from translate.flags import EXPLANATIONS, Flag, find_flags, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100'000 puces", ["100000"]),
        ("100 000 GPU", ["100000"]),
        ("100\u202f000 GPU", ["100000"]),
        ("100,000 GPUs", ["100000"]),
        ("1.250.000 euros", ["1250000"]),
        ("41,6 milliards", ["41.6"]),
        ("$41.6 billion", ["41.6"]),
        ("1 234,56 euros", ["1234.56"]),
        ("70.27%", ["70.27"]),
        ("en 2015, puis en 2018", ["2015", "2018"]),
        ("en 2015, 2018 et 2023.", ["2015", "2018", "2023"]),
        ("le 28 mars 2025", ["28", "2025"]),
        ("le modèle H100", ["100"]),
        ("aucun chiffre", []),
    ],
)
def test_numbers_are_read_by_value(text: str, expected: list[str]) -> None:
    assert numbers(text) == Counter(expected)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (
            "La start-up a levé 6 milliards de dollars.",
            "The startup raised $6 billion.",
            (),
        ),
        (
            "La start-up a levé 6 milliards de dollars.",
            "The startup raised six billion dollars.",
            (),
        ),
        (
            "La start-up a levé 6 milliards de dollars.",
            "The startup raised $16 billion.",
            ("numbers",),
        ),
        ("Ils ont acheté 100 000 GPU.", "They bought 100,000 GPUs.", ()),
        ("Ils ont acheté 100 000 GPU.", "They bought 100 GPUs.", ("numbers",)),
        ("Le 28/03, xAI a racheté X.", "On March 28, xAI took over X.", ()),
        (
            "Le supercalculateur est très puissant.",
            "The supercomputer is very very very powerful.",
            ("repetition",),
        ),
        (
            "Le patron de xAI a parlé.",
            "The head of xAI the head of xAI has spoken.",
            ("repetition",),
        ),
        ("Nous nous sommes vus.", "We saw each other.", ()),
        (
            "La direction a longuement expliqué les raisons de son choix.",
            "Management explained.",
            ("length",),
        ),
        ("La direction a expliqué son choix.", "", ("length",)),
        (
            "Les investisseurs attendent la suite.",
            "Les investisseurs attendent la suite.",
            ("untranslated",),
        ),
        ("Valor Equity Partners", "Valor Equity Partners", ()),
        ("Oui.", "Yes.", ()),
    ],
)
def test_flags(source: str, target: str, expected: tuple[str, ...]) -> None:
    assert find_flags(source, target) == expected


def test_every_flag_is_explained() -> None:
    assert list(EXPLANATIONS) == list(get_args(Flag))
