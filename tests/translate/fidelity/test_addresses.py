import pytest

from visavis.translate.bilingual.hypothesis import Hypothesis
from visavis.translate.bilingual.links import Link
from visavis.translate.engine.engine import Engine
from visavis.translate.fidelity.addresses import addresses, keep_addresses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Voir https://www.cnil.fr/fr/rapport-2023.", ["https://www.cnil.fr/fr/rapport-2023"]),
        ("(voir http://exemple.org/a_(b))", ["http://exemple.org/a_(b)"]),
        ("« www.exemple.fr », dit-il.", ["www.exemple.fr"]),
        ("Selon lemonde.fr, x.ai et Amazon.com…", ["lemonde.fr", "x.ai", "Amazon.com"]),
        ("À paul.durand@sante.gouv.fr ou @elonmusk !", ["paul.durand@sante.gouv.fr", "@elonmusk"]),
        ("Le site exemple.fr/une?id=2&l=fr, vite", ["exemple.fr/une?id=2&l=fr"]),
        ("M. Dupont, p. 12 ; 3.5 et 10.000 euros. Communiqué.", []),
        ("L'U.E. et les États-Unis.Il part", []),
        ("", []),
    ],
)
def test_addresses_are_found_without_the_marks_around_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in addresses(text)] == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (
            "Voir https://www.exemple.fr/deux ici.",
            "See https://www. example.fr/deux here.",
            "See https://www.exemple.fr/deux here.",
        ),
        ("Écrivez à a@exemple.fr.", "Write to a@ example.fr.", "Write to a@exemple.fr."),
        ("Voir www.exemple.fr.", "See www. example.fr.fr.", "See www.exemple.fr."),
        (
            "La page http://exemple.org/un et la page http://exemple.org/deux.",
            "The http:// example.org/two page and the http:// example.org/un page.",
            "The http://exemple.org/deux page and the http://exemple.org/un page.",
        ),
        ("Sur exemple.fr et exemple.fr.", "On exemple.fr and example.fr.", "On exemple.fr and "
         "exemple.fr."),
        ("Selon (lemonde.fr)", "According to (demon.fr)", "According to (lemonde.fr)"),
        ("Selon lemonde.fr, non.", "According to a paper, no.", "According to a paper, no."),
    ],
)  # fmt: skip
def test_what_is_most_like_an_address_gives_way_to_it(
    source: str, target: str, expected: str
) -> None:
    assert keep_addresses(source, Hypothesis(target, -0.5, ())).target == expected


def test_an_article_made_of_the_address_goes_and_the_links_follow() -> None:
    source, target = "Selon lemonde.fr, non.", "According to the demon.fr, no."
    pairs = [("Selon", "According"), ("lemonde", "the"), ("lemonde", "demon"), ("non", "no")]
    links = tuple(
        Link(
            (source.index(one), source.index(one) + len(one)),
            (target.index(other), target.index(other) + len(other)),
            0.9,
        )
        for one, other in pairs
    )
    kept = keep_addresses(source, Hypothesis(target, -0.5, links))
    assert kept.target == "According to lemonde.fr, no."
    assert [(source[slice(*k.source)], kept.target[slice(*k.target)]) for k in kept.alignment] == [
        ("Selon", "According"),
        ("lemonde", "lemonde"),
        ("fr", "lemonde"),
        ("lemonde", "fr"),
        ("fr", "fr"),
        ("non", "no"),
    ]


def test_what_is_kept_already_or_a_term_of_the_glossary_stays() -> None:
    same = Hypothesis("On lemonde.fr: yes.", -0.5, ())
    assert keep_addresses("Sur lemonde.fr : oui.", same) is same
    term = Hypothesis("On Le Monde: yes.", -0.5, ())
    assert keep_addresses("Sur lemonde.fr : oui.", term, [(4, 14)]) is term


def test_the_engine_keeps_addresses(engine: Engine) -> None:
    named = {
        "Selon lemonde.fr, le contrat est signé.": ["lemonde.fr"],
        "Voir https://www.exemple.fr/page/deux pour plus d'informations.": [
            "https://www.exemple.fr/page/deux"
        ],
        "Écrivez à contact@exemple.fr avant le 12 mai.": ["contact@exemple.fr"],
        "VOIR LE SITE LEBONCOIN.FR.": ["LEBONCOIN.FR"],
    }
    for hypothesis, kept in zip(engine.translate(list(named)), named.values(), strict=True):
        assert all(address in hypothesis.target for address in kept), hypothesis.target
