from collections import Counter
from pathlib import Path

import pytest

from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import TermUse
from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import load_glossary, parse_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.terminology.leftovers import Unaided, leftovers, suspects, without
from visavis.translate.translator import Translator

SPAN = (4, 19)
SOURCE = "Les levées de fonds ralentissent."
GLOSSARY = parse_glossary("source,target\nlevée de fonds,funding round\n", "test")
SHIPPED = load_glossary(Path(__file__).parents[3] / "glossary.csv")


def use(target: str, said: str) -> TermUse:
    at = target.index(said)
    return TermUse(2, "levée de fonds", "funding round", SPAN, (at, at + len(said)), "already")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Funding rounds are slowing down.", []),
        ("The lifts of funding rounds are slowing down.", ["lifts"]),
        ("The lifting of funding rounds is slowing down.", ["lifting"]),
        ("The funding rounds of funds are slowing down.", ["funds"]),
        # What the rest of the plain sentence says, too, stands for something else.
        ("The rest of the funding rounds is slowing down.", []),
        # The term itself, once too often.
        ("Funding rounds, the round, are slowing down.", ["round"]),
        # What the model says for the term alone counts beside it only.
        ("The fundraising of funding rounds slows down.", ["fundraising"]),
        ("Funding rounds slow down with fundraising.", []),
    ],
)
def test_another_rendering_of_the_term_is_left_over(target: str, expected: list[str]) -> None:
    plain = Unaided(
        {SPAN: frozenset(("lift", "lifts", "fund", "funds"))},
        {SPAN: frozenset(("fundraising", "fundraise"))},
        {SPAN: Counter({"be": 1, "slow": 1, "slowing": 1, "down": 1, "rest": 1})},
    )
    said = "funding rounds" if "funding rounds" in target else "Funding rounds"
    uses = (use(target, said),)
    assert leftovers(target, uses[0], uses, plain) == expected


def test_a_word_is_suspected_that_touches_the_term_and_is_aligned_with_it_alone() -> None:
    (match,) = Matcher(GLOSSARY).find(SOURCE)
    target = "Invested funding rounds slow down."
    uses = (use(target, "funding rounds"),)
    inside = Link((4, 10), (0, 8), 0.9)
    assert suspects(target, (inside,), match, uses) == ["Invested"]
    elsewhere = Link((20, 32), (0, 8), 0.4)
    assert suspects(target, (inside, elsewhere), match, uses) == []
    assert suspects(target, (Link((4, 10), (24, 28), 0.9),), match, uses) == ["slow"]
    assert suspects(target, (Link((4, 10), (29, 33), 0.9),), match, uses) == []


def test_what_another_translation_says_besides_counts_if_it_is_new() -> None:
    plain = Unaided({SPAN: frozenset(("fund",))}, {SPAN: frozenset()}, {SPAN: Counter(("slow",))})
    more = plain.with_leftovers({SPAN: ["invested", "slow", "funds"]})
    assert more.renderings == {SPAN: frozenset(("fund", "invest", "invested"))}


def test_a_leftover_is_taken_out_with_its_of() -> None:
    assert "A funding round." in without("A funding round of funds.", "funds")
    assert "The funding rounds slow." in without("The lifting of funding rounds slow.", "lifting")
    assert "Funding rounds slow." in without("Invested funding rounds slow.", "Invested")
    assert without("Funds", "Funds") == []


def test_no_term_of_everyday_sentences_is_said_twice(engine: Engine) -> None:
    sources = [
        "Le PDG annonce une levée de fonds.",
        "Une levée de fonds record a eu lieu.",
        "Le montant de la levée de fonds reste secret.",
        "Les levées de fonds ralentissent.",
        "La start-up vise une introduction en bourse.",
        "Leur introduction en bourse est prévue en mai.",
        "L'action du groupe perd 3 %.",
        "Les actionnaires et le conseil d'administration approuvent.",
        "Au tour de table de mars a succédé en juin une levée de fonds.",
    ]
    for pair in Translator(glossary=SHIPPED, model=engine).translate_many(sources):
        words = Counter(pair.target.lower().replace(".", "").split())
        terms = [u.rendering.split()[-1] for u in pair.terms]
        for use in pair.terms:
            assert use.outcome in ("already", "applied", "inflected"), pair
        assert not {"lift", "lifting", "lifts", "funds", "raising"} & words.keys(), pair.target
        for last in set(terms):
            assert words[last] + words[last + "s"] <= terms.count(last), pair.target
