"""Token ids on disk: compressed parts small enough to be staged to another machine.

A part is a ``part-NNN.npz.xz`` of flat arrays; sixteen-bit ids, lengths apart, links as pairs of
bytes.
"""

from __future__ import annotations

import io
import json
import lzma
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAX_PIECES = 200
EXAMPLES_PER_PART = 100_000


@dataclass(frozen=True)
class Encoded:
    """An example as ids; `links` are (target, source) positions."""

    source: Sequence[int]
    target: Sequence[int]
    links: Sequence[tuple[int, int]]
    domain: str


@dataclass(frozen=True)
class Tokens:
    """Many examples, flat: example `n` holds ``source[source_start[n]:source_start[n + 1]]`` etc.

    `links` is (links, 2) of bytes, `domain` one number for each example into `domains`.
    """

    source: NDArray[np.uint16]
    target: NDArray[np.uint16]
    links: NDArray[np.uint8]
    source_start: NDArray[np.int64]
    target_start: NDArray[np.int64]
    links_start: NDArray[np.int64]
    domain: NDArray[np.uint8]
    domains: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.domain)


def write_part(path: Path, examples: Sequence[Encoded], domains: dict[str, int]) -> None:
    """Write `examples` to `path`, which must end in ``.npz.xz``; number new domains."""
    links = [link for e in examples for link in e.links]
    buffer = io.BytesIO()
    np.savez(
        buffer,
        source=np.fromiter((t for e in examples for t in e.source), np.uint16),
        target=np.fromiter((t for e in examples for t in e.target), np.uint16),
        links=np.array(links, np.uint8).reshape(-1, 2).T,  # two planes compress better
        source_length=np.array([len(e.source) for e in examples], np.uint16),
        target_length=np.array([len(e.target) for e in examples], np.uint16),
        links_length=np.array([len(e.links) for e in examples], np.uint16),
        domain=np.array([domains.setdefault(e.domain, len(domains)) for e in examples], np.uint8),
    )
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(lzma.compress(buffer.getvalue(), preset=2))
    partial.replace(path)


def write_parts(folder: Path, examples: Iterable[Encoded], size: int = EXAMPLES_PER_PART) -> int:
    """Write every example that fits the model's context to parts of `size`; return the number."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("part-*.npz.xz"):
        stale.unlink()
    domains: dict[str, int] = {}
    held: list[Encoded] = []
    written = 0
    for example in examples:
        if not min(len(example.source), len(example.target)) > 0:
            continue
        if max(len(example.source), len(example.target)) > MAX_PIECES:
            continue
        held.append(example)
        written += 1
        if len(held) == size:
            write_part(folder / f"part-{written // size:03}.npz.xz", held, domains)
            held = []
    if held:
        write_part(folder / f"part-{written // size + 1:03}.npz.xz", held, domains)
    (folder / "domains.json").write_text(json.dumps(list(domains)))
    return written


def read_parts(folder: Path) -> Tokens:
    """Return all parts of `folder` as one.

    Raises `FileNotFoundError` when there is none.
    """
    paths = sorted(folder.glob("part-*.npz.xz"))
    if not paths:
        raise FileNotFoundError(f"no part-*.npz.xz in {folder}: run `annotate` first")
    with ThreadPoolExecutor() as pool:  # decompression does not hold the interpreter's lock
        loaded = list(pool.map(_read_part, paths))
    joined = {name: np.concatenate([part[name] for part in loaded], axis=-1) for name in loaded[0]}
    return Tokens(
        joined["source"],
        joined["target"],
        np.ascontiguousarray(joined["links"].T),
        _starts(joined["source_length"]),
        _starts(joined["target_length"]),
        _starts(joined["links_length"]),
        joined["domain"],
        tuple(json.loads((folder / "domains.json").read_text())),
    )


def _read_part(path: Path) -> dict[str, NDArray[np.generic]]:
    return dict(np.load(io.BytesIO(lzma.decompress(path.read_bytes()))))


def _starts(lengths: NDArray[np.uint16]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
