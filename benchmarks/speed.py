"""How fast Markdown becomes Markdown, beside stock argostranslate and beside what is possible.

All contestants have the same package, beam and texts. They take turns on small portions, so that
what else the machine does falls on all alike, and what counts is the middle one of the ratios.
Where stock argostranslate cannot be had, the table says so.
"""

from __future__ import annotations

import argparse
import lzma
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from contestants import ROOT, Contestant, be_ours, be_the_ceiling, chosen_package, contestants

from visavis.corpus.reading import read_article
from visavis.translate.engine.batches import usable_cores
from visavis.translate.engine.model import BEAM_SIZE
from visavis.translate.glossary.file import load_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.packages import choice as packages

CORPORA = ROOT.parent / "shared" / "corpora"
SENTENCES = "news.tsv.xz"
_PER_ARTICLE = 30


def sentences(words: int) -> list[str]:
    """Different French sentences of so many words together, the same at every call."""
    lines: list[str] = []
    if (CORPORA / SENTENCES).exists():
        with lzma.open(CORPORA / SENTENCES, "rt", encoding="utf-8") as file:
            lines = [line.split("\t")[0] for line in file]
    else:
        for path in sorted((ROOT / "corpus" / "articles").glob("*.md")):
            lines += read_article(path).article.segments
        # Our articles are few: sentences of two halves are new ones, of the same words.
        halves = [line.split() for line in lines if len(line.split()) > 3]
        lines += [
            " ".join(one[: len(one) // 2] + other[len(other) // 2 :])
            for one in halves
            for other in halves
        ]
    lines = list(dict.fromkeys(lines))
    random.Random(1).shuffle(lines)  # noqa: S311
    chosen, count = [], 0
    for line in lines:
        if count >= words:
            return chosen
        chosen.append(line)
        count += len(line.split())
    print(f"only {count:,} words of text are here", file=sys.stderr)
    return chosen


def tenth_with_terms(lines: Sequence[str]) -> list[str]:
    """The lines with so many of those taken out that hold a term that one in ten does."""
    matcher = Matcher(load_glossary(ROOT / "glossary.csv"))
    with_terms = [line for line in lines if matcher.find(line)]
    without = [line for line in lines if not matcher.find(line)]
    chosen = with_terms[: len(without) // 9] + without
    random.Random(2).shuffle(chosen)  # noqa: S311
    return chosen


def write_articles(lines: Sequence[str], folder: Path) -> int:
    """Markdown files of `_PER_ARTICLE` sentences each; returns the French words in them."""
    folder.mkdir(parents=True)
    for number, begin in enumerate(range(0, len(lines), _PER_ARTICLE)):
        some = lines[begin : begin + _PER_ARTICLE]
        paragraphs = [" ".join(some[at : at + 3]) for at in range(0, len(some), 3)]
        text = f"# Article {number}\n\n" + "\n\n".join(paragraphs) + "\n"
        (folder / f"{number:05}.md").write_text(text, encoding="utf-8")
    return sum(len(line.split()) for line in lines)


def table(everyone: Sequence[Contestant]) -> Iterator[str]:
    """A row for each contestant; the ratios are medians over the rounds."""
    ours = everyone[0]
    yield f"{'':30} {'words/s':>8} {'per CPU s':>10} {'ours is':>9} {'by CPU':>7} {'peak MB':>8}"
    for one in everyone:
        if not one.rounds:
            yield f"{one.name:30} {one.problem}"
            continue
        rates = [turn["words"] / turn["wall"] for turn in one.rounds]
        by_cpu = [turn["words"] / turn["cpu"] for turn in one.rounds]
        ratio, cpu_ratio = (
            statistics.median(
                (mine["words"] / mine[key]) / (other["words"] / other[key])
                for mine, other in zip(ours.rounds, one.rounds, strict=False)
            )
            for key in ("wall", "cpu")
        )
        peak = max(turn["peak"] for turn in one.rounds)
        yield (
            f"{one.name:30} {statistics.median(rates):8,.0f} {statistics.median(by_cpu):10,.0f} "
            f"{ratio:8.2f}× {cpu_ratio:6.2f}× {peak:8,.0f}"
        )


def main() -> None:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--package", default="", help="default: the chosen one")
    parser.add_argument(
        "--ceiling",
        nargs="*",
        help="settings for CTranslate2 alone, as in 2x1@768 or 2x1@768+map: threads for batches, "
        "threads for each, tokens of a batch, the package's vocabulary map; default: those that "
        "one may think of, of which the best without the map counts",
    )
    parser.add_argument(
        "--no-stock",
        action="store_true",
        help="leave stock argostranslate out, which wants an environment of 1.4 GB",
    )
    parser.add_argument("--glossary", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--be", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.be == "ours":
        be_ours(str(ROOT / "glossary.csv") if options.glossary else "", options.package)
        return
    if options.be:
        be_the_ceiling(options.be, options.package)
        return
    package = chosen_package(options.package) if options.package else packages.selected()
    cores = usable_cores()
    threads = options.ceiling or [
        *(f"{n}@{tokens}" for n in (f"{cores}x1", f"1x{cores}") for tokens in (768, 2048)),
        f"{cores}x1@768+map",
    ]
    everyone = list(contestants(package, threads, with_stock=not options.no_stock))
    lines = tenth_with_terms(sentences(options.words * 11 // 10))
    each = -(-len(lines) // options.rounds)
    with tempfile.TemporaryDirectory(prefix="visavis-speed-") as temporary:
        for one in everyone:
            if not one.problem:
                one.start()
        for number in range(options.rounds):
            some = lines[number * each : (number + 1) * each]
            for one in everyone:
                part = some[: max(1, int(len(some) * one.share))]
                folder = Path(temporary) / f"{number}-{one.share}"
                words = sum(len(line.split()) for line in part)
                if not folder.exists():
                    write_articles(part, folder)
                if not one.problem:
                    one.take_turn(folder, words)
                    seconds = one.rounds[-1]["wall"] if one.rounds else 0
                    print(
                        f"{number + 1}/{options.rounds} {one.name}: {words:,} words, "
                        f"{seconds:.1f} s",
                        file=sys.stderr,
                        flush=True,
                    )
    ceiling = max(
        (one for one in everyone[3:] if not one.name.endswith("+map")),
        key=lambda one: statistics.median(turn["words"] / turn["wall"] for turn in one.rounds),
    )
    words = sum(int(turn["words"]) for turn in everyone[0].rounds)
    print(
        f"{package.name} {package.version}, beam {BEAM_SIZE}, {cores} cores, {words:,} French words"
    )
    for row in table([*everyone[:3], ceiling]):
        print(row)
    for one in everyone[3:]:
        rate = statistics.median(turn["words"] / turn["wall"] for turn in one.rounds)
        print(f"  {one.name}: {rate:,.0f} words/s")


if __name__ == "__main__":
    main()
