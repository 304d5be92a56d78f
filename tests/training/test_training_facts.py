import random
import re

import pytest

from training.example import Example
from training.facts import Fact, amounts, copies, with_facts
from training.text import words


def example(source: str, target: str) -> Example:
    every = {(i, j) for i, _ in enumerate(words(source)) for j, _ in enumerate(words(target))}
    return Example.of(source, target, every)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Une levée de 3 millions d'euros.", "A EUR 3 million round."),
        ("Une levée de 3 millions d'euros.", "A round of 3 million euros."),
        ("Elle coûte 1 250,50 €.", "It costs €1,250.50."),
        ("Elle vaut 45 milliards de dollars.", "It is worth $45 billion."),
        ("Elle vaut 45 milliards de livres sterling.", "It is worth £45bn."),
    ],
)
def test_an_amount_that_both_sides_have_is_written_with_another_figure(
    source: str, target: str
) -> None:
    for seed in range(50):
        (fact,) = amounts(example(source, target), random.Random(seed))
        french, english = fact.french, fact.english
        digits = re.sub(r"\D", "", re.sub(r"[ \u00a0\u202f]000(?= )| 000$", "", french))
        assert english[0] in "€$£"
        assert digits.rstrip("0") == re.sub(r"\D", "", english).rstrip("0")
        assert ("illion" in english) == bool(re.search(r"\d ?(M|m|Md|Mds|Mrd|mill|milli)", french))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Une levée de 3 millions d'euros.", "A round of 4 million euros."),
        ("Une levée de 3 millions d'euros.", "A round."),
        ("3 euros ou 3 euros.", "3 euros or 3 euros."),
        ("Trois personnes et 3 millions de personnes.", "Three people and 3 million people."),
    ],
)
def test_amounts_that_do_not_agree_one_to_one_are_left_alone(source: str, target: str) -> None:
    assert amounts(example(source, target), random.Random(1)) == []


def test_what_stands_the_same_on_both_sides_is_found() -> None:
    found = copies(
        example(
            "Le patron d'Acme-7, Győző, a vu 30 000 pages de l'Ined sur exemple.fr/a en 2024.",
            "The head of Acme-7, Győző, saw 30,000 pages by Ined at exemple.fr/a in 2024.",
        )
    )
    assert [(f.french, f.english) for f in found] == [
        ("Acme-7", "Acme-7"), ("Győző", "Győző"), ("30 000", "30,000"), ("Ined", "Ined"),
        ("exemple.fr/a", "exemple.fr/a"), ("2024", "2024"),
    ]  # fmt: skip


def test_what_stands_twice_or_nowhere_is_not_copied() -> None:
    assert copies(example("Il a vu Paris et Paris, puis Lille.", "He saw Paris, Paris.")) == []


def test_facts_are_given_inline_and_linked() -> None:
    one = example("Elle a levé 3 M€ hier.", "It raised €3 million yesterday.")
    fact = Fact((12, 16), (10, 20), "3 M€", "€3 million")
    given = with_facts(one, [fact], 1.0, random.Random(1))
    assert given.source.text == "Elle a levé ⟦3 M€¦ €3 million⟧ hier."
    assert given.target.text == "It raised €3 million yesterday."
    source = given.source.owners[given.source.text.index("⟦")]
    target = given.target.owners[given.target.text.index("€")]
    assert (source, target) in given.links


def test_a_code_stands_for_the_fact_on_both_sides() -> None:
    one = example("Elle a vu Győző hier.", "It saw Győző yesterday.")
    fact = Fact((10, 15), (7, 12), "Győző", "Győző")
    codes = set()
    for seed in range(200):
        given = with_facts(one, [fact], 1.0, random.Random(seed))
        match = re.fullmatch(r"It saw (\S+) yesterday\.", given.target.text)
        assert match
        assert given.source.text == f"Elle a vu ⟦Győző¦ {match[1]}⟧ hier."
        codes.add(match[1])
    assert codes == {"Győző", "X1", "Z1", "Q1", "K1"}
