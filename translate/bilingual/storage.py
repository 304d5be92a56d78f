"""Pairs as plain data, for whatever stores them: numbers, strings, lists and mappings of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from visavis.corpus.article import Span
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Pair, TermUse


def pair_to_data(pair: Pair) -> dict[str, Any]:
    """A pair as data; links as flat rows, for they are most of it."""
    return {
        **vars(pair),
        "terms": [asdict(use) for use in pair.terms],
        "alignment": links_to_rows(pair.alignment),
    }


def links_to_rows(links: Iterable[Link]) -> list[list[float]]:
    """A row `[source start, source end, target start, target end, weight]` for each link."""
    return [[*link.source, *link.target, link.weight] for link in links]


def links_from_rows(rows: Iterable[Sequence[Any]]) -> tuple[Link, ...]:
    """The links that `links_to_rows` made rows of."""
    return tuple(Link((a, b), (c, d), weight) for a, b, c, d, weight in rows)


def pair_from_data(data: Mapping[str, Any]) -> Pair:
    """The pair that `pair_to_data` made data of."""
    return Pair(
        data["source"],
        data["target"],
        data["provenance"],
        data["score"],
        tuple(data["flags"]),
        tuple(
            TermUse(
                **{
                    **use,
                    "source": as_span(use["source"]),
                    "target": None if use["target"] is None else as_span(use["target"]),
                }
            )
            for use in data["terms"]
        ),
        links_from_rows(data["alignment"]),
        data["plain"],
        data["plain_score"],
    )


def as_span(pair: Sequence[int]) -> Span:
    """The span that was stored as two numbers."""
    start, end = pair
    return int(start), int(end)
