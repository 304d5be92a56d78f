from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.article import Article, Block
from visavis.reader.search import Sentence, fold, parts, search, sentences
from visavis.translate.bilingual.pairs import BilingualArticle, Pair


def bilingual(*pairs: tuple[str, str]) -> BilingualArticle:
    blocks = tuple(Block("paragraph", source, ((0, len(source)),)) for source, _ in pairs)
    made = tuple((Pair(source, target, "engine"),) for source, target in pairs)
    return BilingualArticle(Article("", blocks), made, "")


def texts(*pairs: tuple[str, str]) -> tuple[Sentence, ...]:
    return sentences(bilingual(*pairs))


def test_accents_capitals_ligatures_and_typography_do_not_matter() -> None:
    assert fold("L’Œuvre\u202f: «\u00a0À ÉTÉ\u00a0» ½") == 'l\'oeuvre : " a ete " 1⁄2'


def test_all_words_must_stand_on_one_side() -> None:
    found = texts(("Une levée de fonds.", "A round."), ("Une levée.", "The fonds."))
    assert [hit.sentence.block for hit in search(found, "FONDS levee")] == [0]
    assert [hit.sentence.block for hit in search(found, "round")] == [0]
    assert list(search(found, "  ")) == []


def test_what_is_in_quotes_is_looked_for_as_it_stands() -> None:
    assert parts("« centre de  calcul »") == ("centre de  calcul",)
    assert parts("centre de centre") == ("centre", "de")
    # Nothing between the quotes is nothing to look for.
    assert parts('" "') == parts("« »") == ()
    assert list(search(texts(("de centre", "")), '" "')) == []
    found = texts(("de centre", ""), ("centre de", ""))
    assert [hit.sentence.block for hit in search(found, '"centre de"')] == [1]


def test_a_hit_says_where_in_the_text_as_it_is_written() -> None:
    [hit] = search(texts(("L’œuvre œuvre", "The work, the oeuvre")), "oeuvre")
    assert hit.source == ((2, 7), (8, 13))
    assert hit.target == ((14, 20),)
    [hit] = search(texts(("cœur", "")), "e")
    assert hit.source == ((1, 2),)


@given(st.text(), st.text(max_size=3))
def test_spans_are_in_order_inside_the_text_and_hold_what_was_found(text: str, query: str) -> None:
    for hit in search(texts((text, "")), query):
        edges = [edge for span in hit.source for edge in span]
        assert edges == sorted(edges)
        assert not edges or edges[-1] <= len(text)
        assert all(
            any(part in fold(text[start:end]) for start, end in hit.source) for part in parts(query)
        )
