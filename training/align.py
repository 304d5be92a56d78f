"""Second step: word alignments of ``pairs.tsv`` by eflomal, both directions made one.

Writes ``links.txt``, one line of ``source-target`` word positions for each pair, words as
`training.text.words` counts them.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from training.text import words

Link = tuple[int, int]
_AROUND = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


def parse(line: str) -> set[Link]:
    """Return the links of a line ``0-0 1-2``."""
    return {(int(i), int(j)) for i, _, j in (link.partition("-") for link in line.split())}


def symmetrise(forward: set[Link], backward: set[Link]) -> set[Link]:
    """Return grow-diag-final-and of two directions (Koehn et al. 2005), as (source, target).

    Grown from the intersection by neighbours in the union that give a word its first link; then
    links of either direction between two words that still have none.
    """
    links = forward & backward
    union = forward | backward
    sources, targets = {i for i, _ in links}, {j for _, j in links}
    queue = sorted(links)
    while queue:
        i, j = queue.pop(0)
        for di, dj in _AROUND:
            link = (i + di, j + dj)
            free = link[0] not in sources or link[1] not in targets
            if free and link in union and link not in links:
                links.add(link)
                sources.add(link[0])
                targets.add(link[1])
                queue.append(link)
    for i, j in itertools.chain(sorted(forward), sorted(backward)):
        if i not in sources and j not in targets:
            links.add((i, j))
            sources.add(i)
            targets.add(j)
    return links


def read_rows(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (domain, source, target) of ``pairs.tsv``."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            domain, source, target = line.rstrip("\n").split("\t")
            yield domain, source, target


def align(work: Path, limit: int | None = None) -> None:
    """Align the first `limit` pairs of `work` (all by default).

    Raises `subprocess.CalledProcessError` when eflomal fails.
    """
    text, forward, backward = (work / name for name in ("words.txt", "forward", "backward"))
    rows = itertools.islice(read_rows(work / "pairs.tsv"), limit)
    with text.open("w", encoding="utf-8") as stream:
        stream.writelines(
            " ||| ".join(" ".join(w.lower() for w, _, _ in words(side)) for side in row[1:]) + "\n"
            for row in rows
        )
    program = Path(sys.executable).with_name("eflomal-align")
    files = ["-i", str(text), "-f", str(forward), "-r", str(backward)]
    command = [str(program), *files, "--model", "3", "--overwrite"]
    subprocess.run(command, check=True)  # noqa: S603
    partial = work / "links.part"
    with forward.open() as f, backward.open() as b, partial.open("w") as out:
        for one, other in zip(f, b, strict=True):
            links = sorted(symmetrise(parse(one), parse(other)))
            out.write(" ".join(f"{i}-{j}" for i, j in links) + "\n")
    partial.replace(work / "links.txt")
    for path in (text, forward, backward):
        path.unlink()
