"""Records of bilingual articles in Parquet: their columns, and files that are read in portions.

What cannot be read raises `OSError`, be it missing or damaged. The only module of records that
needs pyarrow.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from visavis.translate.formats.json import FACTS

_GROUP = 256
"""Records of a row group: what a reader of Parquet holds at once."""
_TEXT = pa.string()
_SPAN = pa.list_(pa.int32())
_LINK = ("source_start", "source_end", "target_start", "target_end", "weight")


def _struct(**fields: pa.DataType) -> pa.StructType:
    return pa.struct(list(fields.items()))


_TERM = _struct(
    row=pa.int32(),
    term=_TEXT,
    rendering=_TEXT,
    source=_SPAN,
    target=_SPAN,
    outcome=_TEXT,
    reason=_TEXT,
    method=_TEXT,
)
_PAIR = _struct(
    source=_TEXT,
    target=_TEXT,
    provenance=_TEXT,
    score=pa.float64(),
    flags=pa.list_(_TEXT),
    terms=pa.list_(_TERM),
    alignment=pa.list_(_struct(**dict.fromkeys(_LINK[:4], pa.int32()), weight=pa.float64())),
    plain=_TEXT,
    plain_score=pa.float64(),
)
_BLOCK = _struct(
    kind=_TEXT,
    text=_TEXT,
    spans=pa.list_(_SPAN),
    marker=_TEXT,
    after=_TEXT,
    pairs=pa.list_(_PAIR),
)
SCHEMA = pa.schema(
    [
        ("path", _TEXT),
        ("format", pa.int32()),
        ("signature", _TEXT),
        *((fact, _TEXT) for fact in FACTS),
        ("blocks", pa.list_(_BLOCK)),
    ]
)
"""The columns; JSON lines have the same, links as in `translate.formats.json`."""


def rows(file: Path, size: int) -> Iterator[tuple[int, int]]:
    """Where each portion of at most `size` records begins, counted from 0, and how many it has.

    A portion ends with its row group.
    """
    with _readable():
        metadata = pq.read_metadata(file)
        begin = 0
        for group in range(metadata.num_row_groups):
            end = begin + metadata.row_group(group).num_rows
            for start in range(begin, end, size):
                yield start, min(size, end - start)
            begin = end


def read_rows(file: Path, start: int, count: int, columns: Collection[str]) -> list[dict[str, Any]]:
    """The records of a portion, with those of `columns` that the file has."""
    with _readable(), pq.ParquetFile(file) as parquet:
        there = [name for name in parquet.schema_arrow.names if name in columns]
        begin, group = 0, 0
        while begin + (size := parquet.metadata.row_group(group).num_rows) <= start:
            begin, group = begin + size, group + 1
        table = parquet.read_row_group(group, columns=there, use_threads=False)
        found: list[dict[str, Any]] = table.slice(start - begin, count).to_pylist()
        return found


def encode(data: Iterable[dict[str, Any]]) -> bytes:
    """Records as a part of a file, for `assemble`; their links are changed in place."""
    part = io.BytesIO()
    with pa.ipc.new_stream(part, SCHEMA) as stream:
        stream.write_table(pa.Table.from_pylist([_linked(one) for one in data], schema=SCHEMA))
    return part.getvalue()


def assemble(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a file, from its parts in order, however the records are divided into them."""
    file = _Growing()
    with pq.ParquetWriter(pa.PythonFile(file, mode="w"), SCHEMA, compression="zstd") as writer:
        waiting = SCHEMA.empty_table()
        for part in parts:
            with pa.ipc.open_stream(part) as stream:
                waiting = pa.concat_tables([waiting, stream.read_all()])
            while waiting.num_rows >= _GROUP:
                writer.write_table(waiting.slice(0, _GROUP).combine_chunks(), _GROUP)
                waiting = waiting.slice(_GROUP)
                yield file.taken()
        if waiting.num_rows:
            writer.write_table(waiting.combine_chunks(), _GROUP)
    yield file.taken()


def _linked(data: dict[str, Any]) -> dict[str, Any]:
    """Data with the links named, as Parquet has them."""
    return _with_links(data, lambda row: dict(zip(_LINK, row, strict=True)))


def unlinked(row: dict[str, Any]) -> dict[str, Any]:
    """The data of a row that we wrote, with the links as JSON has them."""
    return _with_links(row, lambda link: [link[name] for name in _LINK])


def _with_links(data: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    for block in data["blocks"]:
        for pair in block["pairs"]:
            pair["alignment"] = [change(link) for link in pair["alignment"]]
    return data


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except pa.ArrowException as error:
        raise OSError(str(error)) from error


class _Growing(io.RawIOBase):
    """A file that is carried away as it is written."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._length += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._length

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
