"""The rows of `translate.formats.tables` as Parquet, for data frames; needs pyarrow."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from visavis.translate.formats.tables import COLUMNS, Row, TableError, row_of

_SPAN = pa.list_(pa.int32())
_TERM = pa.struct(
    [
        pa.field("row", pa.int32(), nullable=False),
        pa.field("term", pa.string(), nullable=False),
        pa.field("rendering", pa.string(), nullable=False),
        pa.field("source", _SPAN, nullable=False),
        pa.field("target", _SPAN),
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("method", pa.string(), nullable=False),
    ]
)
SCHEMA = pa.schema(
    [
        pa.field("article", pa.string(), nullable=False),
        pa.field("block", pa.int32(), nullable=False),
        pa.field("segment", pa.int32(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("target", pa.string(), nullable=False),
        pa.field("provenance", pa.string(), nullable=False),
        pa.field("score", pa.float64()),
        pa.field("flags", pa.list_(pa.string()), nullable=False),
        pa.field("terms", pa.list_(_TERM), nullable=False),
    ]
)
"""The types of the columns in Parquet."""


def to_parquet(rows: Iterable[Row]) -> bytes:
    """The rows as Parquet, with the types of `SCHEMA`."""
    file = io.BytesIO()
    table = pa.Table.from_pylist([asdict(row) for row in rows], schema=SCHEMA)
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def read_parquet(path: Path) -> Iterator[Row]:
    """The rows that `to_parquet` wrote; raises `TableError`, naming the file."""
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(columns=list(COLUMNS)):
                yield from map(row_of, pa.Table.from_batches([batch]).cast(SCHEMA).to_pylist())
    except (pa.ArrowException, ValueError, TypeError, KeyError) as error:
        raise TableError(
            f"{path}: not a table of pairs ({error}); export the article again as Parquet"
        ) from error
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error}; check the name") from error
