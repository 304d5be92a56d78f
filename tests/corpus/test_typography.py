"""Repairs of typography, and what is left as the author wrote it."""

import pytest

from visavis.corpus.cleaning import clean


def repaired(text: str) -> str:
    return clean(f"{text} Et la phrase finit ici.").text.removesuffix(" Et la phrase finit ici.\n")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Grok a ouvert.Les usagers suivent.", "Grok a ouvert. Les usagers suivent."),
        ("Une pause…Puis il reprend.", "Une pause… Puis il reprend."),
        ("Des puces H200qui coûtent cher.", "Des puces H200 qui coûtent cher."),
        ("Prévu pour 2025et financé.", "Prévu pour 2025 et financé."),
        ("Vraiment ?Elle doute.", "Vraiment ? Elle doute."),
        ("une,deux et trois.", "une, deux et trois."),
        ("Il dit «oui»et part.", "Il dit «oui» et part."),
        ("Le tour est bouclé. .", "Le tour est bouclé."),
        ("Il l’a fini..", "Il l’a fini."),
        ("un, , deux.", "un, deux."),
        ("qu'\"une fois finis» ils partent.", "qu'«une fois finis» ils partent."),
        ("\"une fois finis\u00a0», dit-il.", "«\u00a0une fois finis\u00a0», dit-il."),
        ("« une fois finis\", dit-il.", "« une fois finis », dit-il."),
        ("“une fois finis», dit-il.", "«une fois finis», dit-il."),
        ("l’intelli\u00adgence arti\u200bficielle.", "l’intelligence artificielle."),
    ],
)  # fmt: skip
def test_what_is_broken_is_mended(raw: str, text: str) -> None:
    assert repaired(raw) == text


@pytest.mark.parametrize(
    "text",
    [
        "soit 6.93% de la puissance, 100'000 puces et 1.5 million.",
        "M. Musk, M.Musk, le Dr.Roy et J.-P. Durand.",
        "Shutterstock.com, Node.Js, https://exemple.fr/a.Elle?b,c et jeanne@exemple.fr.",
        "Des H100, des A100a, un RTX4090 et 24h/24 le 1er du mois.",
        "La S.A.R.L. et l’U.E. restent.",
        "« Le patron a dit \"non\" et il est parti ».",
        "\"Le patron a dit «oui»\", note-t-elle.",
        "Un titre “à l’anglaise” et un \"droit\".",
        "« Il ouvre et ne ferme jamais.",
        "Il se tut . . . Puis rit.",
        "Quoi ?! Non !!",
        "des espaces\u00a0: insécables\u202f! et l'apostrophe, l’apostrophe.",
    ],
)  # fmt: skip
def test_style_is_the_authors(text: str) -> None:
    assert repaired(text) == text
