"""How fast Markdown becomes Markdown, beside stock argostranslate and beside what is possible.

All contestants have the same package, beam and texts. They take turns on small portions, so that
what else the machine does falls on all alike, and what counts is the middle one of the ratios.
Stock argostranslate gets an environment of its own in the user's cache, made by uv; where that
cannot be, the table says so. Imports `corpus` and `translate`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import lzma
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import ctranslate2
import platformdirs
from click.testing import CliRunner

from corpus.reading import read_article
from translate import packages
from translate.batches import usable_cores
from translate.model import BEAM_SIZE, LENGTH_PENALTY
from translate.glossary import load_glossary
from translate.matching import Matcher
from translate.tokenizer import Tokenizer

ROOT = Path(__file__).parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"
SENTENCES = "news.tsv.xz"
ARGOS = "argostranslate==1.11.0"
_PER_ARTICLE = 30
_LONGEST = 100


@dataclass
class Contestant:
    """Somebody who translates a folder when told its name, and says how long it took."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    share: float = 1.0
    process: subprocess.Popen[str] | None = None
    rounds: list[dict[str, float]] = field(default_factory=list)
    problem: str = ""

    def start(self) -> None:
        """Start the process; it loads what it needs before the first folder."""
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, **self.environment},
        )

    def take_turn(self, folder: Path, words: int) -> None:
        """Translate a folder of so many words."""
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{folder}\n")
            self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if answer:
            self.rounds.append({**json.loads(answer), "words": words})
        else:
            self.problem = "it ended; run its command by hand to see why"


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


def answer_folders(work: Callable[[Path], object]) -> None:
    """Be a contestant: do the work for each folder that is named on standard input."""
    for line in sys.stdin:
        folder = Path(line.strip())
        counted = work(folder)
        wall, cpu = time.perf_counter(), time.process_time()
        if callable(counted):
            counted()
        print(
            json.dumps(
                {
                    "wall": time.perf_counter() - wall,
                    "cpu": time.process_time() - cpu,
                    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                }
            ),
            flush=True,
        )


def be_ours(glossary: str, package: str) -> None:
    """Ours, as the command line has it: Markdown files in, Markdown files out, a new memory."""
    from translate.cli import main

    packages.selected = lambda: _package(package)
    scratch = Path(tempfile.mkdtemp(prefix="visavis-speed-"))
    os.chdir(scratch)
    Path("empty.csv").write_text("source,target\n", encoding="utf-8")
    number = 0

    def run(folder: Path) -> Callable[[], object]:
        nonlocal number
        number += 1
        out = scratch / str(number)
        options = ["-g", glossary or "empty.csv", "--memory", f"{out}.sqlite"]

        def translate() -> None:
            result = CliRunner().invoke(main, ["translate", str(folder), "-o", str(out), *options])
            assert result.exit_code == 0, result.output

        return translate

    warm = scratch / "warm"
    write_articles(["Bonjour à tous."], warm)
    run(warm)()
    try:
        answer_folders(run)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def be_the_ceiling(setting: str, package: str) -> None:
    """CTranslate2 alone, given all segments of the articles as tokens, sorted by it.

    It returns no attention. A setting is one of `--ceiling`.
    """
    shape, _, mapped = setting.partition("+")
    threads, _, tokens = shape.partition("@")
    chosen = _package(package)
    tokenizer = Tokenizer(chosen)
    inter, intra = map(int, threads.split("x"))
    translator = ctranslate2.Translator(
        str(chosen.path / "model"), compute_type="int8", inter_threads=inter, intra_threads=intra
    )

    def run(folder: Path) -> Callable[[], object]:
        segments = {
            segment
            for path in sorted(folder.glob("*.md"))
            for segment in read_article(path).article.segments
        }
        pieces = [tokenizer.encode(segment).pieces for segment in sorted(segments)]
        short = [some for some in pieces if len(some) <= _LONGEST]

        def decode() -> None:
            translator.translate_batch(
                short,
                beam_size=BEAM_SIZE,
                length_penalty=LENGTH_PENALTY,
                replace_unknowns=True,
                use_vmap=bool(mapped),
                max_batch_size=int(tokens),
                batch_type="tokens",
            )

        return decode

    translator.translate_batch([["▁a"]])
    answer_folders(run)


def _package(name: str) -> packages.ModelPackage:
    if name == packages.EMBEDDED:
        return packages.embedded()
    return next(package for package in packages.installed() if package.name == name)


def stock_argos(package: packages.ModelPackage) -> Contestant:
    """Stock argostranslate with the same package, in its own environment."""
    home = Path(platformdirs.user_cache_dir("visavis-benchmarks"))
    environment = home / "argos"
    python = environment / "bin" / "python"
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    # stanza brings torch; with a splitter of spaCy's in the package, it is imported, never used.
    override = "stanza ; sys_platform == 'never'\n"
    contestant = Contestant(
        "stock argostranslate", [str(python), str(ROOT / "benchmarks" / "stock_argos.py")]
    )
    try:
        if not (environment / "ready").exists():
            home.mkdir(parents=True, exist_ok=True)
            (home / "override.txt").write_text(override, encoding="utf-8")
            for command in (
                [uv, "venv", "-q", "--clear", str(environment)],
                [uv, "pip", "install", "-q", "--python", str(python), "--overrides",
                 str(home / "override.txt"), ARGOS],
            ):  # fmt: skip
                # Elsewhere, for uv would take the overrides of our project.
                subprocess.run(  # noqa: S603
                    command, cwd=home, check=True, capture_output=True, encoding="utf-8"
                )
            [site] = environment.glob("lib/python*/site-packages")
            (site / "stanza.py").write_text("", encoding="utf-8")
            (environment / "ready").touch()
    except (OSError, subprocess.CalledProcessError) as error:
        contestant.problem = f"no environment: {getattr(error, 'stderr', '') or error}"
        return contestant
    folder = home / "packages" / package.checksum[:12]
    if not folder.exists():
        shutil.copytree(package.path, folder / package.path.name)
    contestant.environment = {
        "ARGOS_PACKAGES_DIR": str(folder),
        "ARGOS_CHUNK_TYPE": "SPACY",
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    return contestant


def contestants(package: packages.ModelPackage, threads: Sequence[str]) -> Iterator[Contestant]:
    """Ours without and with the glossary, stock argostranslate, and the ceiling."""
    script = [sys.executable, __file__, "--package", package.name]
    yield Contestant("ours, no glossary", [*script, "--be", "ours"])
    yield Contestant("ours, glossary", [*script, "--be", "ours", "--glossary"])
    stock = stock_argos(package)
    stock.share = 0.25
    yield stock
    for setting in threads:
        yield Contestant(f"CTranslate2 alone, {setting}", [*script, "--be", setting])


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
    parser.add_argument("--glossary", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--be", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.be == "ours":
        be_ours(str(ROOT / "glossary.csv") if options.glossary else "", options.package)
        return
    if options.be:
        be_the_ceiling(options.be, options.package)
        return
    package = _package(options.package) if options.package else packages.selected()
    cores = usable_cores()
    threads = options.ceiling or [
        *(f"{n}@{tokens}" for n in (f"{cores}x1", f"1x{cores}") for tokens in (768, 2048)),
        f"{cores}x1@768+map",
    ]
    everyone = list(contestants(package, threads))
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
