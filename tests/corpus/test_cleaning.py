"""What is not the article goes, every time on record; nothing that is the article ever does.

`gold/removals.json` holds every change that ten articles need, found by reading them: five that
ship with the project and five received ones that are not ours, whose text is therefore only named
by offset, length and the beginning of its SHA-256.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from dirty_text import SENTENCE as P
from dirty_text import dirty
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.cleaning import Syntax, clean, describe
from visavis.corpus.edits import apply, revert
from visavis.corpus.reading import read_article

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
GOLD = json.loads((Path(__file__).parent / "gold" / "removals.json").read_text(encoding="utf-8"))

TITLE = "Un titre de presse ordinaire"
Q = "La direction promet de doubler ses capacités avant la fin de l’année, selon ses propres mots."
GETTY = "Getty Images a porté plainte contre Stability AI devant la justice britannique en janvier."


def place(name: str) -> Path:
    return SHARED / name if name.startswith("seeds/") else ROOT / name


ARTICLES = [
    # The received articles are not ours to ship.
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            name.startswith("seeds/") and not place(name).exists(),
            reason="the received articles are not here",
        ),
    )
    for name in GOLD
]


@pytest.mark.parametrize("name", ARTICLES)
def test_exactly_the_gold_changes_are_made(name: str) -> None:
    cleaned = read_article(place(name)).cleaned
    assert [
        [edit.start, len(edit.removed), digest(edit.removed), edit.rule, edit.replacement]
        for edit in cleaned.edits
        if edit.rule != "layout"
    ] == GOLD[name]
    assert all(
        not edit.removed.strip() and not edit.replacement.strip()
        for edit in cleaned.edits
        if edit.rule == "layout"
    )


@pytest.mark.parametrize("name", ARTICLES)
def test_every_word_outside_the_gold_changes_is_kept_in_order(name: str) -> None:
    cleaned = read_article(place(name)).cleaned
    kept = cleaned.raw
    for start, length, _, _, replacement in reversed(GOLD[name]):
        kept = kept[:start] + replacement + kept[start + length :]
    assert kept.split() == cleaned.text.split()


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Jeanne Martin - Getty Images", "photo-credit"),
        ("Jean de La Tour / AFP", "photo-credit"),
        ("© Agence Rive / Shutterstock.com 𝕏", "photo-credit"),
        ("Crédit photo : Jeanne Martin", "photo-credit"),
        ("L’usine de Memphis, en mai - Photo Jeanne Martin", "photo-credit"),
        ("L’usine, en mai (© Jeanne Martin / Rive)", "photo-credit"),
        ("Un centre de données, photo d’illustration. RIVE/ARCHIVES", "photo-credit"),
        ("0 𝕏", "share-counter"),
        ("Partager sur Facebook", "share-counter"),
        ("12 partages | 3 commentaires", "share-counter"),
        ("Facebook Twitter LinkedIn WhatsApp", "share-counter"),
        ("Partner Content", "advertisement"),
        ("Contenu sponsorisé", "advertisement"),
        ("La suite après la publicité", "advertisement"),
        ("- Publicité -", "advertisement"),
        ("PUBLICITÉ", "advertisement"),
        ("100% First Deposit Bonus up to $500", "advertisement"),
        ("Il vous reste 41.5% de l’article à lire.", "paywall"),
        ("La suite de l’article est réservée à nos abonnés.", "paywall"),
        ("Article réservé aux abonnés", "paywall"),
        ("Pour lire la suite, abonnez-vous dès 1 euro.", "paywall"),
        ("Déjà abonné ? Connectez-vous", "paywall"),
        ("Lire aussi : Les puces se font rares", "related"),
        ("À lire également", "related"),
        ("Inscrivez-vous à notre newsletter pour tout savoir", "newsletter"),
        ("Suivez-nous sur Google Actualités", "newsletter"),
        ("Publié le 3 mars 2025 à 10h12, mis à jour le 4 mars 2025", "dateline"),
        ("Temps de lecture : 4 min", "dateline"),
        ("[ ]", "placeholder"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_the_article_goes_wherever_it_stands(line: str, rule: str) -> None:
    for before, after in (([], [P, Q]), ([P, Q] * 6, [P, Q] * 6), ([P, Q], [])):
        cleaned = clean("\n".join([TITLE, *before, line, *after]))
        assert line not in cleaned.text
        assert [edit.removed.strip() for edit in cleaned.edits if edit.rule == rule] == [line]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Par Jeanne Martin", "Jeanne Martin"),
        ("Par Jeanne Martin et Léa de La Tour (à New York)", "Jeanne Martin, Léa de La Tour"),
        ("Jeanne Martin, journaliste", "Jeanne Martin"),
        ("Jeanne Martin\nJeanne Martin Rédactrice en chef", "Jeanne Martin"),
        ("PAR JEANNE MARTIN | 3 mars 2025", "JEANNE MARTIN"),
        ("jma/pdv", ""),
        ("avec AFP", ""),
    ],
)  # fmt: skip
def test_a_byline_becomes_the_author(line: str, author: str) -> None:
    cleaned = clean("\n".join([TITLE, line, P, Q]))
    assert cleaned.author == author
    assert cleaned.text == f"# {TITLE}\n\n{P}\n\n{Q}\n"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Publié le 3 mars 2025", "2025-03-03"),
        ("Mis à jour le lundi 1er août 2022 à 9h", "2022-08-01"),
        ("Publié le 28/05/2024", "2024-05-28"),
        ("Publié le 2024-05-28", "2024-05-28"),
        ("Publié le 31/02/2024", ""),
    ],
)
def test_a_dateline_becomes_the_date(line: str, date: str) -> None:
    assert clean("\n".join([TITLE, line, P])).date == date


@pytest.mark.parametrize(
    ("paragraph", "kept"),
    [
        ("90% Deposit Bonus up to $700En mai, Grok déçoit.", "En mai, Grok déçoit."),
        (
            "Il plaisante. 50% Welcome Bonus up to €90 + 10 Free SpinsD’abord payant, il s’ouvre.",
            "Il plaisante. D’abord payant, il s’ouvre.",
        ),
        ("Il plaisante.50% Welcome Bonus up to €90Il s’ouvre.", "Il plaisante. Il s’ouvre."),
        (
            "Grok plaisante 50% Welcome Bonus up to €90Il s’ouvre.",
            "Grok plaisante Il s’ouvre.",
        ),
        ("Le milliardaire visite le chantier. ATS", "Le milliardaire visite le chantier."),
        (
            "Le milliardaire visite le chantier. (Jeanne Martin/AFP)",
            "Le milliardaire visite le chantier.",
        ),
        (
            "Il part. Il vous reste 12,5 % de cet article à lire. La suite est pour les abonnés.",
            "Il part.",
        ),
    ],
)
def test_a_part_that_is_not_the_article_goes_and_its_sentence_stays(
    paragraph: str, kept: str
) -> None:
    assert clean(f"{P}\n{paragraph}\n").text == f"{P}\n\n{kept}\n"


def test_teasers_go_behind_an_empty_bracket_or_when_all_are_torn() -> None:
    teasers = ["Le marché a retrouvé ses habitués. RIVE…", "Les joueurs restent onzièmes du…"]
    assert clean("\n".join([P, Q, "[ ]", *teasers])).text == f"{P}\n\n{Q}\n"
    assert clean("\n".join([P, Q, *teasers, "Un chat cherche.…"])).text == f"{P}\n\n{Q}\n"
    assert clean("\n".join([P, Q, *teasers])).text.count("…") == 2


@pytest.mark.parametrize(
    "line",
    [
        "Getty Images contre Stability AI",
        "Stability AI - Getty Images",
        "Getty Images",
        "L’agence Getty Images / Reuters rachetée",
        "Les photos viennent de Shutterstock.com, qui les vend.",
        "La photo, signée Getty Images, a fait le tour du monde",
        "Retour - Crédit Suisse",
        "L’image de marque - Photo Finish",
        "© et droit d’auteur : ce que change l’IA",
        "Photos : Vendu.",
        "Il vous reste 30 % de batterie.",
        "« Il vous reste 30 % de cet article à lire », affiche l’écran du lecteur distrait.",
        "La suite est réservée aux ingénieurs.",
        "Pour continuer à lire le New York Times, les lecteurs devront prendre un abonnement.",
        "Une erreur dans la réponse ? Signalez-la à OpenAI.",
        "Vous avez relevé une erreur dans le raisonnement ? Le robot s’excuse aussitôt.",
        "Publié en 2021, l’article de Google a tout changé.",
        "28 mars 2025",
        "Par ici la sortie",
        "Partager les données",
        "Partager",
        "Facebook",
        "Publicité",
        "Grok : 20 dollars par mois, sans engagement",
        "Un bonus de bienvenue de 100 millions de dollars attend les chercheurs.",
        "Voir aussi loin que possible",
        "AFP, Reuters et Bloomberg : trois agences, un modèle",
        "Abonnez-vous à notre newsletter, disait le robot à chaque réponse.",
        "Elon Musk",
        "« Jamais de la vie. »",
        "Et puis plus rien…",
        "* * *",
        "[…]",
    ],
)  # fmt: skip
def test_a_line_of_the_article_stays(line: str) -> None:
    body = [TITLE, *[P, Q] * 4, GETTY, line, P, Q, P, Q]
    cleaned = clean("\n\n".join(body))
    assert {edit.rule for edit in cleaned.edits} <= {"heading", "layout"}
    assert line in cleaned.text


def test_the_end_of_an_article_may_trail_off() -> None:
    body = "\n".join([P, Q, "Elle hésite…", "Puis elle signe…", "« Nous verrons bien… »"])
    assert clean(body).text == body.replace("\n", "\n\n") + "\n"


def test_a_marked_heading_is_never_removed() -> None:
    text = f"# Publicité\n\n{P}\n\n## Partner Content\n\n{Q}\n"
    assert clean(text).text == text


def test_headings_are_marked_where_nothing_else_fits() -> None:
    lines = [TITLE, P, "Un intertitre", Q, "Le patron résume :", P, "Valor", "Sequoia", Q, "Fin"]
    marked = [line.split()[0] for line in clean("\n".join(lines)).text.split("\n") if "#" in line]
    assert marked == ["#", "##"]
    assert clean("\n".join([TITLE, "Un sous-titre", P])).text.startswith(f"# {TITLE}\n\n## Un")


def test_wrapped_paragraphs_are_joined_and_lines_are_not() -> None:
    wrapped = (
        "Le fabricant de puces a présenté ses résultats mardi\n"
        "soir, et les analystes s’en réjouissent déjà. On ne\n"
        "sait pas encore combien de GPU il a vendus en mars.\n\n"
        "Une deuxième partie suit, et elle est aussi longue\n"
        "que la première.\n"
    )
    assert (
        clean(wrapped).text
        == wrapped.replace("\n\n", "¶").replace("\n", " ").replace("¶", "\n\n").rstrip(" ") + "\n"
    )
    lines = "Un point qui est fini.\nUn autre qui l’est aussi.\nEt un dernier, fini lui.\n"
    assert clean(lines).text == lines.replace("\n", "\n\n").rstrip("\n") + "\n"


def test_changes_are_told_with_line_words_and_reason() -> None:
    cleaned = clean(f"{P}\nJeanne Martin - Getty Images\nDes H100qui coûtent.Oui, {P}\n")
    assert [str(change) for change in describe(cleaned)] == [
        "line 2: photo-credit: removed 'Jeanne Martin - Getty Images'. "
        "Names the photographer or the agency of a picture that is not here.",
        "line 3: missing-space: 'H100qui' → 'H100 qui'. Two words or two sentences ran together.",
        "line 3: missing-space: 'coûtent.Oui,' → 'coûtent. Oui,'. "
        "Two words or two sentences ran together.",
    ]


@given(dirty, st.sampled_from(["plain", "markdown"]))
def test_the_record_leads_to_the_text_and_back(raw: str, syntax: Syntax) -> None:
    cleaned = clean(raw, syntax)
    assert apply(raw, cleaned.edits) == cleaned.text
    assert revert(cleaned.text, cleaned.edits) == raw
    assert all(left.end <= right.start for left, right in pairwise(cleaned.edits))
    assert len(describe(cleaned)) <= len(cleaned.edits)


@given(dirty)
def test_cleaning_adds_no_letter_and_a_second_time_does_nothing(raw: str) -> None:
    text = clean(raw).text
    assert clean(text).text == text
    assert not letters(text) - letters(raw)


def letters(text: str) -> Counter[str]:
    return Counter(filter(str.isalnum, unicodedata.normalize("NFD", text)))
