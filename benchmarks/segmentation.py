"""Compares our sentence segmentation with every splitter that happens to be installed.

Prints precision, recall and F1 of the boundaries inside a block on the ten articles and on FLORES
dev, and how many hard cases come out whole; `--show NAME` lists the hard cases that one fails.
The data are those of `tests/corpus/gold/segments.json`.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from visavis.corpus.segmentation import segment

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
LINES_PER_BLOCK = 5  # FLORES lines joined into one paragraph

Splitter = Callable[[str], Sequence[str]]
Block = tuple[str, set[int]]
"""A text, and where its sentences end, counted in characters that are not white space: splitters
differ in what they do with the spaces. The end of the block is not counted: it is given."""


def splitters() -> Iterator[tuple[str, Splitter]]:
    """Ours, then those that can be imported, each with its French setting."""
    yield "vis-à-vis", lambda text: [text[start:end] for start, end in segment(text)]
    makers: dict[str, Callable[..., Splitter]] = {
        "sentencex": lambda module: lambda text: list(module.segment("fr", text)),
        "pysbd": lambda module: module.Segmenter(language="fr", clean=False).segment,
        "sentence_splitter": lambda module: module.SentenceSplitter(language="fr").split,
        "blingfire": lambda module: lambda text: module.text_to_sentences(text).split("\n"),
    }
    for name, make in makers.items():
        try:
            yield name, make(importlib.import_module(name))
        except ImportError:
            print(f"{name} is not installed: left out")


def ends(sentences: Sequence[str]) -> set[int]:
    """Where all sentences but the last end, in characters that are not white space."""
    found, seen = set(), 0
    for sentence in sentences:
        seen += sum(not character.isspace() for character in sentence)
        found.add(seen)
    return found - {0, seen}


def seeds(gold: dict[str, dict[str, list[tuple[int, int, str]]]]) -> Iterator[Block]:
    """The lines of the received articles, without what is not the article's own text."""
    for name, article in gold.items():
        path = SHARED / "seeds" / name
        if not path.exists():
            continue
        raw = path.read_bytes().decode()
        yield from _blocks(raw, [(start, end) for start, end, _ in article["sentences"]])


def own_articles() -> Iterator[Block]:
    """The blocks of our own articles, segmented by hand in the references."""
    for path in sorted((ROOT / "corpus" / "references").glob("*.tsv")):
        text = (ROOT / "corpus" / "articles" / f"{path.stem}.md").read_text(encoding="utf-8")
        position, spans = text.index("\n---\n"), []
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                position = text.index(row["source"], position)
                spans.append((position, position := position + len(row["source"])))
        yield from _blocks(text, spans)


def _blocks(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Block]:
    block = [spans[0]]
    for span in [*spans[1:], (len(text), len(text))]:
        if span[0] == len(text) or "\n" in text[block[-1][1] : span[0]]:
            sentences = [text[start:end] for start, end in block]
            yield text[block[0][0] : block[-1][1]], ends(sentences)
            block = []
        block.append(span)


def flores(inner: dict[str, list[int]]) -> Iterator[Block]:
    """Joined lines of FLORES dev; the boundaries inside a line were found by hand."""
    path = SHARED / "eval" / "flores-dev.fr"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for first in range(0, len(lines), LINES_PER_BLOCK):
        sentences = []
        for number, line in enumerate(lines[first : first + LINES_PER_BLOCK], start=first + 1):
            cuts = [0, *inner.get(str(number), []), len(line)]
            sentences += [line[start:end].strip() for start, end in pairwise(cuts)]
        yield " ".join(sentences), ends(sentences)


def score(splitter: Splitter, blocks: Sequence[Block]) -> str:
    """Precision, recall and F1 of the boundaries, and how many are false and missed."""
    right = false = missed = 0
    for text, wanted in blocks:
        found = ends(splitter(text))
        right += len(found & wanted)
        false += len(found - wanted)
        missed += len(wanted - found)
    precision, recall = right / max(1, right + false), right / max(1, right + missed)
    f1 = 2 * right / max(1, 2 * right + false + missed)
    return f"{precision:.3f} {recall:.3f} {f1:.3f} {false:4}/{missed:<4}"


def main() -> None:
    """Print the table, or the hard cases that one splitter fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", metavar="NAME", help="list the hard cases that NAME fails")
    arguments = parser.parse_args()
    gold = json.loads((ROOT / "tests/corpus/gold/segments.json").read_text(encoding="utf-8"))
    sets = {
        "five received": list(seeds(gold["seeds"])),
        "five of ours": list(own_articles()),
        "FLORES dev": list(flores(gold["flores"]["inner"])),
    }
    print(
        " " * 17, *(f"| {name} ({sum(len(b[1]) for b in s)})".ljust(30) for name, s in sets.items())
    )
    print(" " * 17, "| P     R     F1    false/missed" * len(sets), "| hard cases | kchar/s")
    for name, splitter in splitters():
        failed = []
        for marked in gold["hard"]:
            wanted = [part.strip() for part in marked.split("¦")]
            if [part.strip() for part in splitter(marked.replace("¦", ""))] != wanted:
                failed.append(marked)
        if arguments.show == name:
            print(*failed, sep="\n")
        began = time.perf_counter()
        scores = [score(splitter, blocks) for blocks in sets.values()]
        size = sum(len(text) for blocks in sets.values() for text, _ in blocks)
        speed = size / 1000 / (time.perf_counter() - began)
        hard = len(gold["hard"])
        print(
            f"{name:17}",
            *(f"| {s}".ljust(30) for s in scores),
            f"| {hard - len(failed)}/{hard} | {speed:.0f}",
        )


if __name__ == "__main__":
    main()
