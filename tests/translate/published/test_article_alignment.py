"""Articles and published translations of them: what becomes of each sentence, word and term."""

import pytest

from visavis.corpus.article import Article, Block
from visavis.corpus.reading import read_text
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.engine.engine import Engine
from visavis.translate.formats.json import dumps, loads
from visavis.translate.glossary.terms import EMPTY, Glossary, Term
from visavis.translate.published.articles import AlignmentError, align_articles
from visavis.translate.translator import Translator


def article(text: str) -> Article:
    return read_text(text, "article.md").article


def pairs_of(bilingual: BilingualArticle) -> list[Pair]:
    return [pair for _, pairs in bilingual.blocks for pair in pairs]


BOTH = (
    """# Le vote du budget

Le Parlement a adopté le budget en mars. Les députés ont voté tard dans la nuit.

La ministre a salué un bon accord pour le pays. Elle a remercié la majorité de son soutien. \
Les syndicats ont critiqué le texte.

Le président de la commission a démissionné le 12 avril.
""",
    """# The Budget Vote

Parliament passed the budget in March. Deputies voted late at night.

The U.S. embassy declined to comment on the matter. The minister praised a good deal for the \
country and thanked the majority for its support.

The chairman of the committee resigned on April 12.
""",
)


@pytest.fixture(scope="module")
def budget(engine: Engine) -> BilingualArticle:
    glossary = Glossary((Term(2, ("député",), ("lawmaker",)), Term(3, ("accord",), ("deal",))))
    return align_articles(
        article(BOTH[0]), article(BOTH[1]), Translator(glossary=glossary, model=engine)
    )


def test_an_article_and_its_translation_become_pairs(budget: BilingualArticle) -> None:
    assert [(pair.source, pair.target) for pair in pairs_of(budget)] == [
        ("Le vote du budget", "The Budget Vote"),
        ("Le Parlement a adopté le budget en mars.", "Parliament passed the budget in March."),
        ("Les députés ont voté tard dans la nuit.", "Deputies voted late at night."),
        (
            "La ministre a salué un bon accord pour le pays. "
            "Elle a remercié la majorité de son soutien.",
            "The U.S. embassy declined to comment on the matter. "
            "The minister praised a good deal for the country "
            "and thanked the majority for its support.",
        ),
        ("Les syndicats ont critiqué le texte.", ""),
        (
            "Le président de la commission a démissionné le 12 avril.",
            "The chairman of the committee resigned on April 12.",
        ),
    ]
    assert {pair.provenance for pair in pairs_of(budget)} == {"imported"}
    assert budget.article.text == article(BOTH[0]).text


def test_what_is_added_and_left_out_is_flagged(budget: BilingualArticle) -> None:
    flags = [set(pair.flags) - {"uncertain-alignment"} for pair in pairs_of(budget)]
    assert flags == [set(), set(), set(), {"added"}, {"omitted"}, set()]


def test_what_may_not_belong_together_is_flagged(engine: Engine) -> None:
    french = (
        "Le laboratoire a levé six milliards de dollars en mai. "
        "La centrale de Memphis consomme autant qu’une ville. "
        "Personne ne sait qui paiera la facture."
    )
    english = (
        "The lab raised $6 billion in May, six billion dollars in all. "
        "We had soup, bread and tea for lunch. "
        "Nobody knows who will pay the bill."
    )
    done = align_articles(
        article(french), article(english), Translator(glossary=EMPTY, model=engine)
    )
    uncertain = ["uncertain-alignment" in pair.flags for pair in pairs_of(done)]
    assert uncertain == [False, True, False]


def test_words_and_terms_are_found_in_the_published_english(budget: BilingualArticle) -> None:
    pairs = pairs_of(budget)
    [missed], [said] = pairs[2].terms, pairs[3].terms
    assert (missed.outcome, said.outcome) == ("missed", "already")
    assert said.target is not None
    assert pairs[3].target[slice(*said.target)] == "deal"
    linked = {
        (pairs[3].source[slice(*link.source)], pairs[3].target[slice(*link.target)])
        for link in pairs[3].alignment
    }
    assert ("ministre", "minister") in linked
    assert ("accord", "deal") in linked
    assert min(link.target[0] for link in pairs[3].alignment) >= len("The U.S. embassy")


def test_the_article_is_stored_and_read_back(budget: BilingualArticle) -> None:
    assert loads(dumps(budget)) == budget
    assert budget.signature.startswith("aligned:gale-church+likeness|engine:")


def test_a_title_beside_the_text_is_the_headings_translation(engine: Engine) -> None:
    french = article("# Le vote du budget\n\nLe Parlement a adopté le budget en mars.\n")
    english = article(
        "---\ntitle: The Budget Vote\n---\n\nParliament passed the budget in March.\n"
    )
    done = align_articles(french, english, Translator(glossary=EMPTY, model=engine))
    assert [pair.target for pair in pairs_of(done)] == [
        "The Budget Vote",
        "Parliament passed the budget in March.",
    ]


def test_articles_that_are_not_each_others_translation_are_refused(engine: Engine) -> None:
    french, english = map(article, BOTH)
    with pytest.raises(AlignmentError, match="the first is not in French"):
        align_articles(english, french, Translator(glossary=EMPTY, model=engine))
    with pytest.raises(AlignmentError, match="the second is not in English"):
        align_articles(french, french, Translator(glossary=EMPTY, model=engine))
    with pytest.raises(AlignmentError, match="holds no sentence"):
        align_articles(
            french,
            Article("", (Block("paragraph", "", ()),)),
            Translator(glossary=EMPTY, model=engine),
        )
