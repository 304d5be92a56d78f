from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
from visavis.translate.formats.json import StorageError, dumps, load, loads, save

spans = st.tuples(st.integers(0, 99), st.integers(100, 200))
words = st.text(st.characters(exclude_categories=["Cs"]))
uses = st.builds(
    TermUse,
    st.integers(2, 99),
    words,
    words,
    spans,
    st.none() | spans,
    st.sampled_from(["already", "applied", "inflected", "admitted", "missed"]),
    words,
    st.sampled_from(["", "substitution", "inline", "constrained", "insertion"]),
)
pairs = st.builds(
    Pair,
    words,
    words,
    st.sampled_from(["engine", "memory", "edited", "imported", "copied"]),
    st.none() | st.floats(-20, 0),
    st.lists(st.sampled_from(["repetition", "length", "numbers", "untranslated"])).map(tuple),
    st.lists(uses, max_size=2).map(tuple),
    st.lists(st.builds(Link, spans, spans, st.floats(0.01, 1)), max_size=3).map(tuple),
    words,
    st.none() | st.floats(-20, 0),
)


@given(st.lists(st.lists(pairs, max_size=3), max_size=3), words)
def test_what_is_saved_is_read_back_equal(rows: list[list[Pair]], title: str) -> None:
    blocks = []
    for row in rows:
        edges, text = [], ""
        for pair in row:
            edges.append((len(text), len(text) + len(pair.source)))
            text += pair.source + " "
        blocks.append(Block("paragraph", text, tuple(edges)))
    article = BilingualArticle(
        Article(title, tuple(blocks), outlet="L’Écho"), tuple(map(tuple, rows)), "signature"
    )
    assert loads(dumps(article)) == article
    assert dumps(loads(dumps(article))) == dumps(article)


def test_a_file_is_written_and_read(tmp_path: Path) -> None:
    article = BilingualArticle(Article("Titre", ()), (), "signature")
    save(article, tmp_path / "new" / "a.json")
    assert load(tmp_path / "new" / "a.json") == article
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}', '{"format": 99}', "null"])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "damaged.json"
    path.write_text(text)
    with pytest.raises(StorageError, match=r"damaged\.json.*translate the article again"):
        load(path)


def test_pairs_that_do_not_fit_their_block_are_refused() -> None:
    block = Block("paragraph", "Un. Deux.", ((0, 3), (4, 9)))
    with pytest.raises(ValueError, match="do not match its segments"):
        BilingualArticle(Article("", (block,)), ((Pair("Un.", "One.", "engine"),),), "")
