"""Which words of a French segment are a term's, and which only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.translate.glossary.file import EMPTY, Glossary, Term, parse_glossary
from visavis.translate.glossary.matching import Match, Matcher

ROWS = """\
source,target,status,pos,keep,case_sensitive
levée de fonds,funding round,,noun,,
jeune pousse,startup,,noun,,
start-up,startup,,noun,,
valorisation,valuation,,noun,,
puce,chip,,noun,,
puce électronique,microchip,,noun,,
GPU,GPU,,noun,,
introduction en bourse,IPO,,noun,,
actionnaire,shareholder,,noun,,
capital-risqueur,venture capitalist,,noun,,
PDG,CEO,,noun,,
lever des fonds,raise funds,,verb,,
lever … millions,raise … million,,verb,,
Valorisation SA,,,,yes,
semiconducteur,semiconductor,,noun,,
capital,capital,,noun,,
action,share,,noun,,
offre,offer,,noun,,
marché,market,,noun,,
boucler un tour de table,close a funding round,,verb,,
boucler,close,,verb,,
racheter,acquire,,verb,,
s'introduire en bourse,go public,,verb,,
sous-traiter,subcontract,,verb,,
IA générative,generative AI,,noun,,
Bourse,stock exchange,,noun,,yes
SA,corporation,,noun,,
État,state,,noun,,
traité,treaty,,noun,,
coté en Bourse,publicly traded,,adj,,
R&D,R&D,,noun,,
d'office,automatically,,,,
"""
MATCHER = Matcher(parse_glossary(ROWS, "g.csv"))


def found(segment: str, matcher: Matcher = MATCHER) -> list[tuple[str, str]]:
    """What was found: the words of the segment, and the first source of the row."""
    return [(segment[m.start : m.end], m.term.sources[0]) for m in matcher.find(segment)]


@pytest.mark.parametrize(
    ("segment", "words", "term"),
    [
        ("Deux levées de fonds record", "levées de fonds", "levée de fonds"),
        ("les jeunes pousses du pays", "jeunes pousses", "jeune pousse"),
        ("les valorisations s'envolent", "valorisations", "valorisation"),
        ("des puces électroniques", "puces électroniques", "puce électronique"),
        ("un GPU", "GPU", "GPU"),
        ("le prix des GPU", "GPU", "GPU"),
        ("des GPUs chers", "GPUs", "GPU"),
        ("les PDG du secteur", "PDG", "PDG"),
        ("le P.-D.G. sort", "P.-D.G.", "PDG"),
        ("l'introduction en bourse", "introduction en bourse", "introduction en bourse"),
        ("L’introduction en Bourse", "introduction en Bourse", "introduction en bourse"),
        ("jusqu'à plus d’actionnaires", "actionnaires", "actionnaire"),
        ("les capitaux-risqueurs", "capitaux-risqueurs", "capital-risqueur"),
        ("un capital risqueur", "capital risqueur", "capital-risqueur"),
        ("une start-up", "start-up", "start-up"),
        ("une startup", "startup", "start-up"),
        ("une start up", "start up", "start-up"),
        ("des start‑ups", "start‑ups", "start-up"),
        ("Des startups", "startups", "start-up"),
        ("les semi-conducteurs", "semi-conducteurs", "semiconducteur"),
        ("une levée\u00a0de\u202ffonds", "levée\u00a0de\u202ffonds", "levée de fonds"),
        ("une leve\u0301e de fonds", "leve\u0301e de fonds", "levée de fonds"),
        ("des IA génératives", "IA génératives", "IA générative"),
        ("les Etats membres", "Etats", "État"),
        ("la société cotée en Bourse", "cotée en Bourse", "coté en Bourse"),
        ("« jeune pousse »", "jeune pousse", "jeune pousse"),
        ("cette puce-là", "puce", "puce"),
        ("les ex-actionnaires", "actionnaires", "actionnaire"),
        ("un parc multi-GPU", "GPU", "GPU"),
        ("la R&D interne", "R&D", "R&D"),
        ("nommé d’office", "d’office", "d'office"),
        ("LES VALORISATIONS GRIMPENT", "VALORISATIONS", "valorisation"),
        ("NOUVELLE LEVEE DE FONDS", "LEVEE DE FONDS", "levée de fonds"),
        ("RUÉE SUR LES GPUS", "GPUS", "GPU"),
    ],
)
def test_a_term_is_found_in_every_form(segment: str, words: str, term: str) -> None:
    assert found(segment) == [(words, term)]


@pytest.mark.parametrize(
    "segment",
    [
        "elle est valorisée 80 milliards",
        "le modèle GPUs4all",
        "gpu et Gpu",
        "mon_GPU",
        "voir https://exemple.fr/GPU ou GPU@exemple.fr",
        "les sommes levées",
        "la main levée, les fonds bas",
        "il put venir",
        "les jeunes poussent",
        "il actionne la pompe",
        "elle n'offre rien",
        "il a marché",
        "la demande traitée",
        "une sous-valorisation",
        "une levée, de fonds",
        "une levée. De fonds",
        "une levée « de fonds »",
        "levée de fond en comble",
        "la bourse et les bourses",
        "chez Sequoia Capital",
        "le groupe Tribe Capital",
        "M. Capital et Mme Bourse-Marché",
        "Me Puce plaide",
        "SA MAISON EST GRANDE",
        "",
        "… ?!",
    ],
)
def test_what_only_looks_like_a_term_is_left_alone(segment: str) -> None:
    assert found(segment) == []


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        ("décidée à lever des fonds", "lever des fonds"),
        ("elle lève des fonds", "lève des fonds"),
        ("sans lever de fonds", "lever de fonds"),
        ("elles ont levé les fonds", "levé les fonds"),
        ("elle a levé hier de nouveaux fonds", "levé hier de nouveaux fonds"),
        ("lève-t-elle des fonds ?", "lève-t-elle des fonds"),
        ("xAI a levé 40 millions de dollars", "levé 40 millions"),
        ("xAI a levé en mars 1,5 million", "levé en mars 1,5 million"),
        ("xAI lève $40 millions", "lève $40 millions"),
        ("xAI va lever 40 millions", "lever 40 millions"),
        ("elle boucle un tour de table", "boucle un tour de table"),
        ("ayant bouclé son deuxième tour de table", "bouclé son deuxième tour de table"),
        ("elle lève, après deux ans, des fonds", "lève, après deux ans, des fonds"),
        ("elle a levé, selon lui, 40 millions", "levé, selon lui, 40 millions"),
        ("elle lève ainsi, en mars, de gros fonds", "lève ainsi, en mars, de gros fonds"),
        ("elle s'introduit en Bourse", "s'introduit en Bourse"),
        ("elle s’est introduite en bourse", "s’est introduite en bourse"),
        ("elle sous-traite tout", "sous-traite"),
        ("l'affaire est bouclée", "bouclée"),
        ("elle la rachète", "rachète"),
        ("rachetées par Oracle", "rachetées"),
    ],
)
def test_a_verb_is_found_in_every_form_with_words_between(segment: str, words: str) -> None:
    assert [occurrence for occurrence, _ in found(segment)] == [words]


@pytest.mark.parametrize(
    "segment",
    [
        "il lève un fonds",
        "il lève le voile sur les fonds",
        "il lève la main et compte les fonds",
        "il lève son verre, les fonds montent",
        "il lève, dans la salle, les yeux et les fonds",
        "elle lève, recrute, des fonds",
        "elle lève, après deux ans qui ont passé, des fonds",
        "elle lève, après un très long et bien pénible début d'année, des fonds",
        "elle lève, après deux ans ; enfin, des fonds",
        "elle lève, en mars, une, en mai, des fonds",
        "il lève l'interdiction de vendre des fonds",
        "il lève tout doucement mais très sûrement des fonds",
        "la boucle",
        "elle introduit en bourse",
    ],
)
def test_a_verb_alone_or_with_another_object_is_not_the_term(segment: str) -> None:
    assert found(segment) == []


def test_the_parts_of_a_match_leave_out_the_words_between() -> None:
    segment = "elle a levé hier 40 millions"
    assert MATCHER.find(segment) == (
        Match(MATCHER.find("lever 2 millions")[0].term, 7, 28, ((7, 11), (20, 28))),
    )
    assert MATCHER.find("elle lève des fonds")[0].parts == ((5, 19),)


def test_of_words_with_a_gap_the_nearest_count() -> None:
    assert found("elle a levé des fonds, levé vite des fonds sans fonds") == [
        ("levé des fonds", "lever des fonds"),
        ("levé vite des fonds", "lever des fonds"),
    ]
    segment = "elle a levé 2 millions de ces millions"
    assert found(segment) == [("levé 2 millions", "lever … millions")]


PEOPLE = Matcher(
    parse_glossary(
        "source,target,pos\nactrice,actress,\nacteur,actor,\ndirecteur général,CEO,noun\n"
        "bail,lease,noun\ncapital,capital,noun\nlogiciel,software,noun\nreprésenté,represented,adj\n"
        "vendeuse,saleswoman,noun\nœil-de-bœuf,roundel,\nciel,sky,\nnouveau,new,\ncour,court,\n"
        "superpuce,superchip,\ncapital-risqueur,venture capitalist,\nmarché,market,\nfil,wire,\n"
        "24/7,round the clock,\nplaire,please,verb\nproduire,produce,verb\nliker,like,verb\n",
        "g",
    )
)


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        ("des actrices, un acteur", [("actrices", "actrice"), ("acteur", "acteur")]),
        ("les directrices générales", [("directrices générales", "directeur général")]),
        ("la directrice générale", [("directrice générale", "directeur général")]),
        ("le vendeur et sa vendeuse", [("vendeuse", "vendeuse")]),
        ("des baux", [("baux", "bail")]),
        ("les capitaux de la capitale", [("capitaux", "capital")]),
        ("une architecture logicielle", [("logicielle", "logiciel")]),
        ("elles sont représentées", [("représentées", "représenté")]),
        ("des œils-de-bœuf aux cieux", [("œils-de-bœuf", "œil-de-bœuf"), ("cieux", "ciel")]),
        ("un nouvel essai", [("nouvel", "nouveau")]),
        ("les cours d'appel", [("cours", "cour")]),
        ("un cours, le fils", []),
        ("des superpuces", [("superpuces", "superpuce")]),
        ("une capital-risqueuse", [("capital-risqueuse", "capital-risqueur")]),
        ("ouvert 24/7, 24/72", [("24/7", "24/7")]),
        ("il en veut plus", []),
        ("c'est plaisant, en plaisant", [("plaisant", "plaire")]),
        ("la présidente est, en fait, représentée", [("représentée", "représenté")]),
        ("deux grands produits, ce qui produit", [("produit", "produire")]),
        ("la société produit de beaux produits", [("produit", "produire")]),
        ("cela plut, on likait", [("plut", "plaire"), ("likait", "liker")]),
    ],
)
def test_forms_are_those_of_the_lexicon(segment: str, expected: list[tuple[str, str]]) -> None:
    assert found(segment, PEOPLE) == expected


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        ("LA DIRECTRICE GENERALE ARRIVE", ["DIRECTRICE GENERALE"]),
        ("La DIRECTRICE GENERALE arrive", ["DIRECTRICE GENERALE"]),
        ("LE MARCHE DE LA PUCE", ["MARCHE"]),
        # Who writes É on a capital means MARCHE when it stands without.
        ("LA MARCHE DE L'ÉTÉ", []),
        ("LES MARCHÉS D'ÉTÉ", ["MARCHÉS"]),
        ("il marche, le marche, Marche", []),
        ("le sigle MARCHE", []),
    ],
)
def test_capitals_may_lack_their_accents(segment: str, expected: list[str]) -> None:
    assert [words for words, _ in found(segment, PEOPLE)] == expected


def test_a_participle_is_not_the_noun_that_it_looks_like() -> None:
    rows = "source,target,pos\nentrée en Bourse,IPO,noun\nentrer en Bourse,go public,verb\n"
    matcher = Matcher(parse_glossary(rows, "g"))
    for segment in ("elle est entrée en Bourse", "elle n'est pas entrée en Bourse"):
        assert found(segment, matcher) == [("entrée en Bourse", "entrer en Bourse")]
    assert found("son entrée en Bourse", matcher) == [("entrée en Bourse", "entrée en Bourse")]


def test_a_term_between_the_words_of_another_is_not_swallowed() -> None:
    assert found("elle a levé auprès d'actionnaires 40 millions") == [
        ("actionnaires", "actionnaire")
    ]


def test_the_longest_term_counts_and_then_the_leftmost() -> None:
    assert found("la puce, les puces électroniques, puce") == [
        ("puce", "puce"),
        ("puces électroniques", "puce électronique"),
        ("puce", "puce"),
    ]
    overlapping = Matcher(parse_glossary("source,target\na b,1\nb c d,2\nc,3\n", "g"))
    assert found("a b c d", overlapping) == [("a b", "a b"), ("c", "c")]


def test_a_name_shadows_the_words_in_it() -> None:
    assert found("La valorisation de Valorisation SA") == [
        ("valorisation", "valorisation"),
        ("Valorisation SA", "Valorisation SA"),
    ]


def test_a_noun_is_told_from_the_verb_by_the_word_before() -> None:
    assert found("il offre une offre") == [("offre", "offre")]
    assert found("il a marché vers le marché") == [("marché", "marché")]
    assert found("la boucle est bouclée") == [("bouclée", "boucler")]


def test_a_capital_at_the_beginning_says_nothing() -> None:
    assert found("Capital en hausse. Puces chères : Actions stables") == [
        ("Capital", "capital"),
        ("Puces", "puce"),
        ("Actions", "action"),
    ]


def test_a_case_sensitive_row_is_found_as_it_is_written() -> None:
    assert found("la Bourse, une bourse, BOURSE") == [("Bourse", "Bourse")]


def test_several_terms_of_a_segment_in_order() -> None:
    segment = "La start-up, dont le PDG a levé 6 millions, achète des GPU et des puces."
    assert found(segment) == [
        ("start-up", "start-up"),
        ("PDG", "PDG"),
        ("levé 6 millions", "lever … millions"),
        ("GPU", "GPU"),
        ("puces", "puce"),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # The preferred row, wherever it stands.
        ("fonds,stock,forbidden\nfonds,fund,preferred\nfonds,money,admitted\n", "fund"),
        # The row that is written as the text is.
        ("fonds propres,equity,\nfonds propre,own fund,\n", "equity"),
        ("fonds propre,own fund,\nfonds propres,equity,\n", "equity"),
    ],
)
def test_of_rows_that_match_the_same_words_one_is_named(rows: str, expected: str) -> None:
    matcher = Matcher(parse_glossary(f"source,target,status\n{rows}", "g"))
    matches = matcher.find("des fonds propres")
    assert [match.term.targets[0] for match in matches] == [expected]


def test_a_row_of_its_own_inside_ten_thousand() -> None:
    rows = "".join(f"terme {number} de la liste,entry {number}\n" for number in range(10_000))
    matcher = Matcher(parse_glossary("source,target\n" + rows, "g"))
    segment = "Les termes 42 de la liste, terme 9999 de la liste, terme 10000 de la liste"
    assert found(segment, matcher) == [
        ("termes 42 de la liste", "terme 42 de la liste"),
        ("terme 9999 de la liste", "terme 9999 de la liste"),
    ]


def test_an_empty_glossary_finds_nothing() -> None:
    assert Matcher(EMPTY).find("une levée de fonds") == ()


PIECES = st.sampled_from(
    [
        "levée",
        "levées",
        "lève",
        "de",
        "des",
        "d'",
        "l’",
        "fonds",
        "start",
        "-",
        "up",
        "GPU",
        "GPUs",
        "puce",
        "électroniques",
        "40",
        "1 000",
        "millions",
        ",",
        "…",
        "«",
        " ",
        "\u00a0",
        "se",
        "est",
        "introduite",
        "en",
        "Bourse",
        "SA",
        "Valorisation",
        "http://x.y/",
        "e\u0301",
        "\u00ad",
        "_",
        "𝕏",
    ]
)


@given(segment=st.lists(PIECES, max_size=30).map(" ".join) | st.lists(PIECES).map("".join))
def test_matches_are_ordered_apart_and_made_of_whole_words(segment: str) -> None:
    matches = MATCHER.find(segment)
    edges = [edge for match in matches for edge in (match.start, match.end)]
    assert edges == sorted(edges)
    for match in matches:
        assert match.start < match.end <= len(segment)
        assert (match.parts[0][0], match.parts[-1][1]) == (match.start, match.end)
        words = segment[match.start : match.end]
        assert words == words.strip()
        for outside in (segment[match.start - 1 : match.start], segment[match.end : match.end + 1]):
            assert not outside.isalnum()


WORD = st.text(st.sampled_from("aàbcdeéèilnorstuvœ"), min_size=1, max_size=9)


@given(source=st.lists(WORD, min_size=1, max_size=4).map(" ".join))
def test_a_term_is_always_found_as_it_is_written(source: str) -> None:
    matcher = Matcher(Glossary((Term(2, (source,), ("x",), pos="adj"),)))
    assert [(m.start, m.end) for m in matcher.find(f"– {source} –")] == [(2, 2 + len(source))]
