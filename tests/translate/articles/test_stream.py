import threading
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.engine.batches import batches, filler, padded, run_ahead
from visavis.translate.engine.engine import Engine, TranslationCancelled
from visavis.translate.formats.json import dumps
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.memory.store import Memory
from visavis.translate.translator import Translator

GLOSSARY = parse_glossary("source,target\nvote,ballot\n", "test")
SENTENCES = [
    "Le vote est clos.",
    "La Commission a présenté un rapport au Parlement.",
    "Merci à tous.",
    "…",
    "Nous devons protéger les données des utilisateurs.",
]


def article(number: int) -> Article:
    sentences = (SENTENCES[number % 5], f"Il a vu {number} puces.", SENTENCES[number % 3])
    text, spans = "", []
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    return Article(f"Numéro {number}", (Block("paragraph", text, tuple(spans)),))


def stream(
    articles: Iterable[Article], engine: Engine, memory: Memory | None = None, **options: Any
) -> Generator[tuple[str, BilingualArticle]]:
    """The stream of articles, with their titles as keys, in batches of 6 segments."""
    translator = Translator(glossary=GLOSSARY, memory=memory, model=engine)
    keyed = ((article.title, article) for article in articles)
    given: Any = translator.translate_stream(keyed, **{"window": 6, **options})
    return given


def test_a_stream_gives_what_each_article_alone_gives_in_order(engine: Engine) -> None:
    articles = [article(number) for number in range(9)]
    translator = Translator(glossary=GLOSSARY, model=engine)
    alone = [(one.title, dumps(translator.translate_article(one))) for one in articles]
    assert [(key, dumps(one)) for key, one in stream(articles, engine)] == alone
    assert list(stream([], engine)) == []


def test_articles_that_are_equal_keep_their_keys(engine: Engine) -> None:
    translator = Translator(model=engine)
    made = list(translator.translate_stream([(object, article(1)), (..., article(1))]))
    assert [key for key, _ in made] == [object, ...]
    assert made[0][1] == made[1][1]


def test_no_more_than_a_few_batches_are_read_ahead(engine: Engine) -> None:
    read = 0

    def articles() -> Iterator[Article]:
        nonlocal read
        while True:
            read += 1
            yield article(read)

    given = stream(articles(), engine)
    for wanted in range(1, 9):
        assert next(given)[0] == f"Numéro {wanted}"
        # Two articles are a batch here: the one that is told of and two under way.
        assert read <= wanted + 6
    given.close()
    assert not [thread for thread in threading.enumerate() if "visavis" in thread.name]


def test_the_first_article_is_done_when_a_part_of_them_is_read(engine: Engine) -> None:
    read = 0

    def articles() -> Iterator[Article]:
        nonlocal read
        for read in range(1, 201):
            yield article(read)

    given = stream(articles(), engine, window=2048)
    assert next(given)[0] == "Numéro 1"
    # Of 3 segments each.
    assert read == 6
    given.close()


def test_a_long_article_does_not_hold_up_those_before_it(engine: Engine) -> None:
    sentences = tuple(f"Il a vu {number} puces." for number in range(20))
    spans = tuple((30 * n, 30 * n + len(text)) for n, text in enumerate(sentences))
    text = "".join(text.ljust(30) for text in sentences)
    long = Article("Long", (Block("paragraph", text, spans),))
    batches: list[tuple[str, ...]] = []
    list(
        stream(
            [article(1), long, article(2), article(3)],
            engine,
            batch_progress=lambda keys, *_: batches.append(tuple(keys)),
        )
    )
    assert list(dict.fromkeys(batches)) == [("Numéro 1",), ("Long",), ("Numéro 2", "Numéro 3")]


def test_progress_counts_segments_of_all_that_is_read(engine: Engine) -> None:
    seen: list[tuple[int, int]] = []
    batches: list[tuple[tuple[str, ...], int, int]] = []
    list(
        stream(
            map(article, range(6)),
            engine,
            progress=lambda *counts: seen.append(counts),
            batch_progress=lambda keys, *counts: batches.append((tuple(keys), *counts)),
        )
    )
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    # Three batches of two articles, with 4, 5 and 6 different sentences.
    assert seen[0] == (0, 4)
    assert seen[-1] == (15, 15)
    keys = [("Numéro 0", "Numéro 1"), ("Numéro 2", "Numéro 3"), ("Numéro 4", "Numéro 5")]
    for key, total in zip(keys, (4, 5, 6), strict=True):
        of_batch = [counts for told, *counts in batches if told == key]
        assert of_batch[0] == [0, total]
        assert of_batch[-1] == [total, total]


def test_cancelling_stops_at_once_and_what_was_given_is_done(engine: Engine) -> None:
    stop = threading.Event()
    given = stream(map(article, range(1000)), engine, cancelled=stop.is_set)
    assert next(given)[0] == "Numéro 0"
    stop.set()
    with pytest.raises(TranslationCancelled):
        list(given)


def test_an_error_while_reading_reaches_the_caller(engine: Engine) -> None:
    def articles() -> Iterator[Article]:
        yield from map(article, range(7))
        raise OSError("the disk is gone")

    given = stream(articles(), engine)
    assert next(given)[0] == "Numéro 0"
    with pytest.raises(OSError, match="the disk is gone"):
        list(given)


def test_the_second_time_the_memory_says_it_all(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [article(number) for number in range(9)]
    memory = Memory(tmp_path / "memory.sqlite")
    first = list(stream(articles, engine, memory))
    memory.keep("Merci à tous.", "Cheers, everybody.")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing is left to decode")

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "translate_parts", refuse)
        again = list(stream(articles, engine, memory))
    memory.close()
    for (_, one), (_, other) in zip(first, again, strict=True):
        for before, after in zip(one.pairs[0], other.pairs[0], strict=True):
            if before.source == "Merci à tous.":
                assert (after.target, after.provenance) == ("Cheers, everybody.", "edited")
            else:
                assert after == before


def test_a_batch_holds_one_shape_and_no_more_tokens_than_asked() -> None:
    shapes = [(3,), (5,), (3,), (3,), (7,), (5,)]
    assert list(batches(shapes, 6)) == [[4], [1], [5], [0, 2], [3]]
    assert list(batches([(2, 9), (2, 4), (2, 9)], 18)) == [[0, 2], [1]]
    assert list(batches([(0,)], 8)) == [[0]]
    assert list(batches([], 8)) == []


def test_sequences_are_padded_to_a_length_of_their_own() -> None:
    assert [padded(length) for length in (1, 7, 8, 9, 16, 100)] == [8, 8, 8, 16, 16, 104]
    assert filler([["un", "."], ["deux", "ou", "trois", "!"]]) == [
        ["deux", "ou", "trois", "!", "!", "!", "!", "!"]
    ]
    assert filler([["a"] * 8, ["b"] * 3]) == []


def test_others_are_under_way_while_one_is_awaited() -> None:
    log: list[str] = []

    def submit(item: int) -> int:
        log.append(f"submit {item}")
        return item * item

    for item, result in run_ahead(range(4), submit, 2):
        log.append(f"{item} gave {result}")
    assert log == [
        "submit 0", "submit 1", "submit 2", "0 gave 0", "submit 3", "1 gave 1", "2 gave 4",
        "3 gave 9",
    ]  # fmt: skip
