"""Who takes part in `benchmarks/speed.py`: each a process that translates the folders it is told.

Ours; CTranslate2 alone, the ceiling; and stock argostranslate, which gets an environment of its own
in the user's cache, made by uv.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
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

from visavis.corpus.reading import read_article
from visavis.translate.engine.model import BEAM_SIZE, LENGTH_PENALTY
from visavis.translate.engine.tokenizer import Tokenizer
from visavis.translate.packages import choice as packages

ROOT = Path(__file__).parents[1]
ARGOS = "argostranslate==1.11.0"
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
    from visavis.translate.cli import main

    packages.selected = lambda: chosen_package(package)
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
    warm.mkdir()
    (warm / "warm.md").write_text("Bonjour à tous.\n", encoding="utf-8")
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
    chosen = chosen_package(package)
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


def chosen_package(name: str) -> packages.ModelPackage:
    """The embedded or an installed package of this name."""
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


def contestants(
    package: packages.ModelPackage, threads: Sequence[str], *, with_stock: bool = True
) -> Iterator[Contestant]:
    """Ours without and with the glossary, stock argostranslate, and the ceiling."""
    script = [sys.executable, str(ROOT / "benchmarks" / "speed.py"), "--package", package.name]
    yield Contestant("ours, no glossary", [*script, "--be", "ours"])
    yield Contestant("ours, glossary", [*script, "--be", "ours", "--glossary"])
    stock = Contestant("stock argostranslate", [], problem="left out")
    if with_stock:
        stock = stock_argos(package)
        stock.share = 0.25
    yield stock
    for setting in threads:
        yield Contestant(f"CTranslate2 alone, {setting}", [*script, "--be", setting])
