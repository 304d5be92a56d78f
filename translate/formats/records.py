"""Articles as records, one each, in JSON lines and Parquet: data sets of many articles.

A record holds what `translate.formats.json` holds, and the path by which its data set knows the
article: a name, which is never opened. A record to translate may hold its `text` alone. Imports
`corpus`, `translate.bilingual.pairs` and `translate.formats.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args

from visavis.corpus.article import Article, BlockKind
from visavis.corpus.errors import ArticleError
from visavis.corpus.extras import needs
from visavis.corpus.reading import read_text
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.formats import RECORDS
from visavis.translate.formats.json import FACTS, article_from_data, from_data, to_data

Kind = Literal["jsonl", "parquet"]


_NEEDED = {"path", "text", "blocks", *FACTS}
_AT_ONCE = 256


class RecordError(ArticleError):
    """A record, or a whole file of them, that cannot be read; the others can."""


@dataclass(frozen=True)
class Portion:
    """Some records of a file that follow each other; `first` is counted from 1.

    `start` is where the first stands: a byte of JSON lines, a row of Parquet counted from 0.
    """

    file: Path
    first: int
    start: int
    count: int


@dataclass(frozen=True)
class Record:
    """An article, and by what path its data set knows it."""

    path: str
    article: Article


def kind_of(file: Path) -> Kind:
    """What holds the records of a file, by its suffix; raises `RecordError` for another file."""
    for kind in get_args(Kind):
        if file.suffix.lower() == f".{kind}":
            found: Kind = kind
            return found
    raise RecordError(
        f"{file} holds no records; a file of records is one of {', '.join(RECORDS.values())}"
    )


def portions(file: Path, size: int) -> Iterator[Portion]:
    """The records of a file in portions of `size`, without reading them.

    Portions of Parquet end with each row group. Raises `RecordError` when the file cannot be read.
    """
    try:
        if kind_of(file) == "parquet":
            for start, count in _parquet().rows(file, size):
                yield Portion(file, start + 1, start, count)
        else:
            yield from _lines(file, size)
    except OSError as error:
        raise RecordError(f"{file} cannot be read ({error}); check the file") from error


def _lines(file: Path, size: int) -> Iterator[Portion]:
    first, start, place = 1, 0, 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            place += len(line)
            if number + 1 - first == size:
                yield Portion(file, first, start, size)
                first, start = number + 1, place
        if place > start:
            yield Portion(file, first, start, size)


def read_portion(portion: Portion) -> list[Record | RecordError]:
    """The articles of a portion, and an error in the place of each that cannot be read.

    Raises `RecordError` when the file itself cannot be.
    """
    return [
        _read(data, f"{portion.file}, record {number}") for number, data in _data(portion, _NEEDED)
    ]


def read_bilingual(file: Path) -> Iterator[tuple[str, BilingualArticle]]:
    """The path and the bilingual article of each record that we wrote.

    Raises `RecordError` or `StorageError`, naming the file and the record.
    """
    for portion in portions(file, _AT_ONCE):
        for number, data in _data(portion, {*_NEEDED, "format", "signature"}):
            name = f"{file}, record {number}"
            try:
                data = _parquet().unlinked(data) if kind_of(file) == "parquet" else data
                path = data["path"]
            except (KeyError, TypeError, AttributeError) as error:
                raise RecordError(f"{name}: not one of ours ({error!r}); write it again") from error
            yield path, from_data(data, name)


def _data(portion: Portion, columns: set[str]) -> Iterator[tuple[int, Any]]:
    """The number and the data of each record; an error for a line that is no JSON."""
    try:
        if kind_of(portion.file) == "parquet":
            rows = _parquet().read_rows(portion.file, portion.start, portion.count, columns)
            yield from enumerate(rows, start=portion.first)
            return
        with portion.file.open("rb") as lines:
            lines.seek(portion.start)
            for number, line in enumerate(lines, start=portion.first):
                if number >= portion.first + portion.count:
                    return
                if line.strip():
                    try:
                        yield number, json.loads(line)
                    except (ValueError, RecursionError) as error:
                        yield number, error
    except OSError as error:
        raise RecordError(f"{portion.file} cannot be read ({error}); check the file") from error


def _read(data: Any, name: str) -> Record | RecordError:
    """One record from a stranger: every field of it may be missing or of another type."""
    try:
        if not isinstance(data, Mapping):
            raise TypeError(data if isinstance(data, Exception) else "not an object")
        path = data.get("path") or name
        if not isinstance(path, str):
            raise TypeError("its path is no text")
        if data.get("blocks") is not None:
            return Record(path, _checked(article_from_data(data)))
        text = data.get("text")
        if not isinstance(text, str):
            raise TypeError("it has neither blocks nor a text")
        facts: dict[str, Any] = {fact: str(data[fact]) for fact in FACTS if data.get(fact)}
        return Record(path, replace(read_text(text, path).article, **facts))
    except (ValueError, KeyError, TypeError, AttributeError, ArticleError) as error:
        return RecordError(f"{name} cannot be read ({error}); mend it or take it out")


def _checked(article: Article) -> Article:
    texts = [getattr(article, fact) for fact in FACTS]
    for block in article.blocks:
        texts += (block.text, block.marker, block.after)
        if block.kind not in get_args(BlockKind):
            raise ValueError(f"no block is of the kind {block.kind!r}")
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text or a fact in it is no text")
    return article


def encode(records: Sequence[tuple[str, BilingualArticle]], kind: Kind) -> bytes:
    """Paths and bilingual articles as a part of a file of records, for `assemble`."""
    data = [{"path": path, **to_data(article)} for path, article in records]
    if kind == "jsonl":
        lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in data)
        return "".join(lines).encode()
    encoded: bytes = _parquet().encode(data)
    return encoded


def assemble(parts: Iterable[bytes], kind: Kind) -> Iterator[bytes]:
    """The bytes of a file of records, from its parts in order.

    Equal records give equal bytes, however they are divided into parts.
    """
    return iter(parts) if kind == "jsonl" else _parquet().assemble(parts)


def _parquet() -> ModuleType:
    """Imported late: JSON lines do without pyarrow, which may not be installed."""
    with needs("tables", "Parquet"):
        from visavis.translate.formats import record_parquet
    return record_parquet
