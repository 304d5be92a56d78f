"""The forms of French words."""

from __future__ import annotations

from pathlib import Path

import pytest

from visavis.translate.glossary.file import EMPTY, Glossary, parse_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.lexicon.build import Suffix, pattern, suffixes, words
from visavis.translate.lexicon.french import (
    DATA,
    FEMININE,
    MASCULINE,
    PLURAL,
    SINGULAR,
    by_rule,
    noun_forms,
    number_forms,
    paradigms,
    singular,
    verb_forms,
)
from visavis.translate.memory.keys import key_for


@pytest.mark.parametrize(
    ("word", "adjective", "forms"),
    [
        ("acteur", False, "acteur acteurs actrice actrices"),
        ("actrice", False, "actrice actrices"),
        ("bail", False, "bail baux"),
        ("oeil", False, "oeil oeils yeux"),
        ("capital", False, "capital capitaux"),
        ("capital", True, "capital capitale capitales capitaux"),
        ("données", False, "donnée données"),
        ("fonds", False, "fonds"),
        ("logiciel", False, "logiciel logicielle logicielles logiciels"),
        ("cotée", True, "coté cotée cotées cotés"),
        ("racheté", False, "racheté rachetée rachetées rachetés"),
        ("ministre", False, "ministre ministres"),
        ("la", False, "la le les"),
        ("superpuce", False, "superpuce superpuces"),
        ("startups", False, "startup startups"),
        ("cryptocapital", False, "cryptocapital cryptocapitale cryptocapitales cryptocapitaux"),
    ],
)
def test_forms_of_a_noun_or_an_adjective(word: str, adjective: bool, forms: str) -> None:
    assert noun_forms(word, adjective=adjective, head=True) == set(forms.split())


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("actrices", "actrice"),
        ("générales", "générale"),
        ("baux", "bail"),
        ("yeux", "oeil"),
        ("fonds", "fonds"),
        ("superpuces", "superpuce"),
        ("les", "les"),
    ],
)
def test_the_singular_keeps_the_gender(word: str, expected: str) -> None:
    assert singular(word) == expected


def test_number_keeps_the_gender() -> None:
    assert number_forms("acteurs") == {"acteur", "acteurs"}
    assert number_forms("actrice") == {"actrice", "actrices"}


@pytest.mark.parametrize(
    ("infinitive", "some", "none"),
    [
        ("lever", "lève levé levées lèveront levâmes levant", "levons-nous élève"),
        ("finir", "finit finissait fini finies", "fin fins"),
        ("plaire", "plaît plut plu", "plus"),
        ("pouvoir", "peut pourra pu", "puis"),
        ("redévelopper", "redéveloppe redéveloppées", "développe"),
        ("liker", "like likait likés", ""),
        ("placer", "plaçait", "placait"),
    ],
)
def test_forms_of_a_verb(infinitive: str, some: str, none: str) -> None:
    forms = verb_forms(infinitive)
    assert set(some.split()) <= forms
    assert not forms & set(none.split())


def test_what_is_no_word_has_itself_as_its_only_form() -> None:
    assert noun_forms("h100") == {"h100"}
    assert verb_forms("puce") == {"puce"}
    assert paradigms("zzz") == ()


def test_a_rule_gives_plural_and_feminine() -> None:
    assert by_rule("risqueur").forms == {
        "risqueur": MASCULINE & SINGULAR,
        "risqueurs": MASCULINE & PLURAL,
        "risqueuse": FEMININE & SINGULAR,
        "risqueuses": FEMININE & PLURAL,
        "risqueure": FEMININE & SINGULAR,
        "risqueures": FEMININE & PLURAL,
    }


def test_the_rules_agree_with_the_lexicon() -> None:
    nouns = "ingénieur vendeur directeur acheteur avocat ouvrier technicien employé naturel canal"
    for word in [
        *nouns.split(),
        "tuyau",
        "jeu",
        "bateau",
        "heureux",
        "actif",
        "prix",
        "secrétaire",
    ]:
        for paradigm in paradigms(word):
            assert paradigm.kind == "v" or paradigm.forms.keys() <= by_rule(word).forms.keys()


def test_the_lexicon_is_small() -> None:
    assert DATA.stat().st_size < 400_000


AFFIXES = """\
PFX D' Y 1
PFX D' 0 d' .
SFX X. Y 2
SFX X. 0 0/L'D'Q' [ul] is:sg
SFX X. il ux/D'Q' ail is:pl
SFX p+ Y 2
SFX p+ er é/L'D'Q' er po:ppas po:adj is:mas is:sg
SFX p+ er ée/L'D'Q' er po:ppas po:adj is:fem is:sg
SFX a0 Y 1
SFX a0 er er/n' er po:infi
"""


def test_a_hunspell_dictionary_is_expanded(tmp_path: Path) -> None:
    affixes, dictionary = tmp_path / "fr.aff", tmp_path / "fr.dic"
    affixes.write_text(AFFIXES, encoding="utf-8")
    dictionary.write_text(
        "4\nbail/X.() po:nom is:mas\ncoter/a0p+() po:v1_it_q\nbœuf po:nom is:mas is:sg\n"
        "Paris/D' po:npr\n",
        encoding="utf-8",
    )
    rules = suffixes(affixes)
    assert rules["X."][1][:2] == ("il", "ux")
    assert isinstance(rules["X."][0], Suffix)
    found = list(words(dictionary, rules))
    assert found == [
        ("bail", "n", {"bail": 1, "baux": 2}),
        ("coter", "v", {"coter": 0, "coté": 1, "cotée": 4}),
        ("boeuf", "n", {"boeuf": 1}),
    ]
    assert pattern("bail", found[0][2]) == "//1,il/ux/2"


def test_another_lexicon_makes_other_signatures_and_memory_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    glossary = parse_glossary("source,target\nbail,lease\n", "g")
    matches = Matcher(glossary).find("un bail")
    before = glossary.digest, key_for("m", "un bail", matches, glossary)
    without = EMPTY.digest, key_for("m", "un bail", (), EMPTY)
    for module in ("glossary.terms", "memory.keys"):
        monkeypatch.setattr(f"visavis.translate.{module}.lexicon_digest", lambda: "another")
    glossary = parse_glossary("source,target\nbail,lease\n", "g")
    assert glossary.digest != before[0]
    assert key_for("m", "un bail", matches, glossary) != before[1]
    # Without a glossary the lexicon decides nothing, and is not read.
    assert (Glossary(()).digest, key_for("m", "un bail", (), EMPTY)) == without
