from pathlib import Path

from visavis.corpus.article import Article, Block
from visavis.reader.places import Place, article_key, keep_place, places

STORY = Article("Titre", (Block("paragraph", "Un.", ((0, 3),)),))


def test_a_place_is_kept_and_what_was_seen_stays_seen(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert places(store) == {}
    keep_place(store, "a", Place(3, 0, 9, 12))
    keep_place(store, "b", Place(0, 0, 1, 1))
    keep_place(store, "a", Place(1, 2, 4, 12))
    assert places(store) == {"a": Place(1, 2, 9, 12), "b": Place(0, 0, 1, 1)}


def test_what_was_seen_of_another_number_of_sentences_is_forgotten(tmp_path: Path) -> None:
    keep_place(tmp_path, "a", Place(3, 0, 9, 12))
    keep_place(tmp_path, "a", Place(0, 0, 2, 20))
    assert places(tmp_path)["a"].share == 0.1


def test_a_file_that_is_no_list_of_places_counts_as_empty(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"a": 1}', '{"a": {"block": "x"}}', '{"a": null}'):
        (tmp_path / "places.json").write_text(text)
        assert places(tmp_path) == {}
    keep_place(tmp_path, "a", Place(0, 0, 1, 2))
    assert places(tmp_path) == {"a": Place(0, 0, 1, 2)}


def test_an_article_is_known_by_its_text() -> None:
    assert article_key(STORY) == article_key(Article("Autre titre", STORY.blocks, outlet="x"))
    other = Article("Titre", (Block("paragraph", "Deux.", ((0, 5),)),))
    assert article_key(STORY) != article_key(other)
