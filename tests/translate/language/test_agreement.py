import pytest

from visavis.translate.language.agreement import (
    conjugate,
    forms,
    indefinite_article,
    is_plural,
    pluralize,
)


@pytest.mark.parametrize(
    ("segment", "term", "expected"),
    [
        ("Deux levées de fonds ont suivi.", "levées de fonds", True),
        ("La levée de fonds a suivi.", "levée de fonds", False),
        ("Les jeunes pousses attendent.", "jeunes pousses", True),
        ("Une jeune pousse attend.", "jeune pousse", False),
        ("Elle achète des GPU.", "GPU", True),
        ("Elle achète 100 000 GPU.", "GPU", True),
        ("Elle achète un GPU.", "GPU", False),
        ("Le GPU chauffe.", "GPU", False),
        ("Les PDG se taisent.", "PDG", True),
        ("Les capitaux-risqueurs attendent.", "capitaux-risqueurs", True),
        ("Le tour de table est clos.", "tour de table", False),
        ("L’un des fonds est parti.", "fonds", True),
        ("Les grands modèles de langage", "grands modèles de langage", True),
        ("un centre de données", "centre de données", False),
        ("un taux d’intérêt", "taux d’intérêt", False),
        ("6 millions d’euros en amorçage", "amorçage", False),
        ("Combien de GPU faut-il ?", "GPU", True),
        ("Des milliers de GPU", "GPU", True),
        ("De nouveaux GPU arrivent.", "GPU", False),
        ("Les nouveaux GPU arrivent.", "GPU", True),
    ],
)
def test_the_number_of_a_french_term(segment: str, term: str, expected: bool) -> None:
    start = segment.index(term)
    assert is_plural(segment, start, start + len(term)) is expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("funding round", "funding rounds"),
        ("startup", "startups"),
        ("GPU", "GPUs"),
        ("CEO", "CEOs"),
        ("IPO", "IPOs"),
        ("company", "companies"),
        ("initial public offering", "initial public offerings"),
        ("letter of intent", "letters of intent"),
        ("computing power", "computing power"),
        ("fundraising", "fundraising"),
        ("software", "software"),
        ("earnings", "earnings"),
        ("social network", "social networks"),
    ],
)
def test_plurals(phrase: str, expected: str) -> None:
    assert pluralize(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "french", "before", "english_before", "expected"),
    [
        ("raise funds", "levé", "Le groupe a ", "The group ", "raised funds"),
        ("raise funds", "levé", "Le groupe a déjà ", "The group ", "raised funds"),
        ("take over", "repris", "Le groupe a ", "The group has ", "taken over"),
        ("take over", "repris", "Le groupe a ", "The group ", "took over"),
        ("take over", "reprise", "La filiale ", "The subsidiary ", "takes over"),
        ("acquire", "rachetée", "La filiale ", "The subsidiary ", "acquired"),
        ("raise funds", "lève", "Le groupe ", "The group ", "raises funds"),
        ("raise funds", "lèvent", "Les groupes ", "The groups ", "raise funds"),
        ("raise funds", "levait", "Le groupe ", "The group ", "raised funds"),
        ("raise funds", "lever", "Il veut ", "He wants to ", "raise funds"),
        ("raise funds", "lever", "Il parle de ", "He speaks of ", "raising funds"),
        ("raise funds", "levant", "En ", "By ", "raising funds"),
        ("raise funds", "lèvera", "Le groupe ", "The group will ", "raise funds"),
        ("raise funds", "lèverait", "Le groupe ", "The group would ", "raise funds"),
    ],
)
def test_a_verb_takes_the_form_of_the_french_one(
    phrase: str, french: str, before: str, english_before: str, expected: str
) -> None:
    assert conjugate(phrase, french, before, english_before) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("AI startup", "an"),
        ("GPU", "a"),
        ("IPO", "an"),
        ("LLM", "an"),
        ("SEC filing", "an"),
        ("NASA chip", "a"),
        ("xAI model", "an"),
        ("H100", "an"),
        ("A100", "an"),
        ("unicorn", "a"),
        ("user", "a"),
        ("hour", "an"),
        ("European fund", "a"),
        ("investor", "an"),
        ("8-core chip", "an"),
        ("11-year plan", "an"),
        ("100-GPU cluster", "a"),
        ("US fund", "a"),
        ("one-time fee", "a"),
        ("uninformed bet", "an"),
        ("funding round", "a"),
    ],
)
def test_a_or_an(phrase: str, expected: str) -> None:
    assert indefinite_article(phrase) == expected


def test_words_are_compared_by_lemma() -> None:
    assert forms("rounds") & forms("round")
    assert forms("GPUs") & forms("GPU")
    assert forms("OpenAI’s") & forms("OpenAI")
    assert forms("companies") & forms("company")
    assert forms("raised", True) & forms("raise", True)
    assert not forms("funding") & forms("fund")
    assert not forms("chipset") & forms("chip")
