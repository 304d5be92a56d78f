from typing import get_args

import pytest

from visavis.translate.bilingual.pairs import Flag
from visavis.translate.fidelity.flags import EXPLANATIONS, find_flags


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
        ("Le ministre a été limogé.", "The minister was limogened.", ("invented",)),
        ("Le ministre a été limogé.", "The minister was limogé.", ()),
    ],
)
def test_flags(source: str, target: str, expected: tuple[str, ...]) -> None:
    assert find_flags(source, target) == expected


def test_every_flag_is_explained() -> None:
    assert list(EXPLANATIONS) == list(get_args(Flag))


def test_what_the_glossary_says_is_not_invented() -> None:
    source, target = "Un segmenteur de textes.", "A tokenizer of texts."
    assert find_flags(source, target) == ("invented",)
    assert find_flags(source, target, ["tokenizer"]) == ()
