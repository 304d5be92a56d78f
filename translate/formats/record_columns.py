"""The columns of records in Parquet: the fields of a bilingual article's JSON, typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

FACTS = ("title", "author", "outlet", "date", "origin")
"""What is known of an article."""

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
"""The columns in Parquet; JSON lines have the same, links as in `translate.formats.json`."""


def linked(data: dict[str, Any]) -> dict[str, Any]:
    """Data with the links named, as Parquet has them."""
    return _with_links(data, lambda row: dict(zip(_LINK, row, strict=True)))


def unlinked(row: dict[str, Any]) -> dict[str, Any]:
    """The other way: the data that `linked` was given."""
    return _with_links(row, lambda link: [link[name] for name in _LINK])


def _with_links(data: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    for block in data["blocks"]:
        for pair in block["pairs"]:
            pair["alignment"] = [change(link) for link in pair["alignment"]]
    return data
