"""What the shipped model was trained for beyond sentences: the odd shapes that articles hold."""

import re

import pytest

from visavis.translate.engine.engine import Engine

LONG = (
    "La société, fondée en 2019 par deux ingénieurs de Lyon, a annoncé mardi avoir levé 40 "
    "millions d'euros auprès de trois fonds américains, afin de construire une usine dans le nord "
    "du pays, où elle compte employer 500 personnes d'ici à 2027, mais les syndicats, qui "
    "demandent depuis des mois des garanties sur les salaires et sur la durée des contrats, ont "
    "répondu que rien n'avait été discuté avec eux et que la direction devait d'abord présenter un "
    "plan social."
)


def said(engine: Engine, *segments: str) -> list[str]:
    return [hypothesis.target for hypothesis in engine.translate(segments)]


@pytest.mark.parametrize(
    "forms",
    [
        ["L'entreprise n'a pas répondu.", "L’entreprise n’a pas répondu."],
        ['"Le contrat est signé", dit le ministre.', "« Le contrat est signé », dit le ministre."],
        ["Le contrat est-il signé ?", "Le contrat est-il signé\u202f?", "Le contrat est-il signé?"],
    ],
)
def test_typography_makes_no_difference(engine: Engine, forms: list[str]) -> None:
    assert len(set(said(engine, *forms))) == 1


def test_numbers_are_written_in_english(engine: Engine) -> None:
    texts = said(
        engine,
        "Le projet coûte 100 000 euros.",
        "Le projet coûte 100\u202f000 euros.",
        "Le projet coûte 12,5 millions d'euros.",
        "Le prix a augmenté de 3,5 % en 2023.",
    )
    for text, number in zip(texts, ["100,000", "100,000", "12.5 million", "3.5%"], strict=True):
        assert number in text


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("Nouvelle hausse des prix de l'énergie", "new|price|energy"),
        ("Rapport sur la sécurité des données", "report|data"),
        ("Le Parlement contre la Commission", "parliament|commission"),
    ],
)
def test_a_headline_needs_no_verb_and_gets_none(engine: Engine, headline: str, words: str) -> None:
    (text,) = said(engine, headline)
    assert all(word in text.lower() for word in words.split("|"))
    assert not re.search(r"\b(is|are|was|has|have)\b", text)


def test_names_that_nobody_has_heard_of_are_copied(engine: Engine) -> None:
    (text,) = said(engine, "Karim Belkacemi, directeur de Trigovance, a rencontré Quimtox.")
    assert all(name in text for name in ("Karim Belkacemi", "Trigovance", "Quimtox"))


def test_one_word_is_one_word(engine: Engine) -> None:
    assert said(engine, "Oui.", "Non.", "Économie") == ["Yes.", "No.", "Economy"]


def test_eighty_words_are_translated_to_the_end(engine: Engine) -> None:
    assert len(LONG.split()) == 80
    (text,) = said(engine, LONG)
    assert 60 < len(text.split()) < 100
    assert all(number in text for number in ("2019", "40 million", "500", "2027"))
    assert "plan" in text[-20:]


def test_a_term_given_inline_is_said_whatever_it_is(engine: Engine) -> None:
    source = "La valorisation de la société dépasse 50 milliards."
    terms = ["valuation", "worth", "market value", "harbour"]
    made = engine.translate_parts([source] * len(terms), [[((3, 15), term)] for term in terms])
    for term, hypothesis in zip(terms, made, strict=True):
        assert term in hypothesis.target
        assert not set(hypothesis.target) & set("⟦¦⟧")
