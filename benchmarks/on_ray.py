"""What a core does on a Ray cluster, what Ray costs, and what a billion words would take.

Counts processor time, not hours on the clock, so that what else the machine does matters little.
One worker on this machine, the same tasks as in this process: the articles of corpus/articles, over
and over, each task all of them. Needs the extra `ray`.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import math
import pickle
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from visavis.corpus.atomic import write_atomically
from visavis.corpus.reading import read_article
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.engine.engine import Engine
from visavis.translate.formats.markdown import to_markdown
from visavis.translate.formats.records import encode
from visavis.translate.glossary.file import load_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.terms import Glossary
from visavis.translate.memory.keys import key_for
from visavis.translate.memory.store import Memory
from visavis.translate.packages import choice as packages
from visavis.translate.runs import datasets, on_ray
from visavis.translate.runs.datasets import (
    PORTION,
    Files,
    Part,
    Task,
    Translate,
    translate_part,
    write_dataset,
)
from visavis.translate.runs.on_ray import Cluster
from visavis.translate.translator import Translator

ROOT = Path(__file__).parents[1]
SIZES = (1_000_000, 1_000_000_000)
CORES = (16, 64, 256)


@dataclass(frozen=True)
class Measured:
    """A task that was done: processor seconds, its begin and end by the clock (seconds), and the
    most memory that its process ever had (bytes)."""

    part: Part
    cpu: float
    begin: float
    end: float
    peak: int


def job(task: Task, translate: Translate) -> tuple[Part, float, float, float, int]:
    """A part of a data set, and the fields of `Measured`, which workers do not know."""
    cpu, begin = time.process_time(), time.time()
    part = translate_part(task, translate, "jsonl")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return part, time.process_time() - cpu, begin, time.time(), peak


def nothing(part: Part, translate: Translate) -> Part:
    """The job of a worker that takes no time: what is left is the driver's."""
    return part


def seconds(work: Callable[[], object], least: float = 0.5) -> float:
    """Processor seconds of `work`, the mean of as many times as take `least` of them."""
    begin, times = time.process_time(), 0
    while (spent := time.process_time() - begin) < least:
        work()
        times += 1
    return spent / times


def memory_seconds(articles: Sequence[BilingualArticle], engine: Engine, terms: Glossary) -> float:
    """What one process takes that answers for the memory: asked, told, and asked for edits."""
    matcher = Matcher(terms)
    pairs = {pair.source: pair for one in articles for pairs in one.pairs for pair in pairs}
    keys = {
        key_for(str(engine.signature), source, matcher.find(source), terms): pair
        for source, pair in pairs.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        memory = Memory(Path(folder) / "memory.sqlite")

        def serve() -> None:
            memory.kept(pairs)
            memory.recall(keys)
            memory.remember(keys, str(engine.signature))

        serve()
        spent = seconds(serve)
        memory.close()
    return spent


def files_seconds(paths: Sequence[Path], articles: Sequence[BilingualArticle]) -> float:
    """What the driver takes for articles that are files: read, check, send, receive, write."""

    def serve() -> None:
        pickle.loads(pickle.dumps(articles))  # noqa: S301
        for path, article in zip(paths, articles, strict=True):
            hashlib.sha256(path.read_bytes()).hexdigest()
            read_article(path)
            write_atomically(Path(folder) / path.name, to_markdown(article, "table"))

    with tempfile.TemporaryDirectory() as folder:
        return seconds(serve)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=4, help="tasks of some 3,000 words")
    parser.add_argument("--empty", type=int, default=200, help="tasks that take workers no time")
    args = parser.parse_args()
    paths = sorted((ROOT / "corpus" / "articles").glob("*.md"))
    terms = load_glossary(ROOT / "glossary.csv")
    package = packages.selected()
    engine = Engine(package, threads=1)
    here = Translator(glossary=terms, model=engine)
    remote = Translator(glossary=terms, model=package)
    made = Translator(glossary=terms, model=engine).translate_batch(
        [read_article(path).article for path in paths]
    )
    portion = [made[number % len(made)] for number in range(PORTION)]
    named = [(f"{number}.md", article) for number, article in enumerate(portion)]
    passed_on = Part(encode(named, "jsonl"), sum(len(a.article.text.split()) for a in portion))

    tasks = [Files(tuple((path, path.name) for path in paths))] * (args.tasks + 1)
    local = [Measured(*done) for _, done in datasets.run(tasks, job, here)][1:]
    words = sum(done.part.words for done in local)
    begin = time.time()
    with on_ray.connected(Cluster("local", workers=1)):
        started = time.time()
        results = on_ray.run(tasks, job, remote)
        first, *there = [Measured(*done) for _, done in results if done]
        empty = on_ray.run([passed_on] * args.empty, nothing, remote)
        next(empty)
        cpu = time.process_time()
        count = sum(1 for _ in empty)
        cpu = (time.process_time() - cpu) / count

    def rate(some: Iterable[Measured]) -> float:
        return words / sum(done.cpu for done in some)

    same = [done.part.content for done in there] == [done.part.content for done in local]
    pauses = [after.begin - before.end for before, after in itertools.pairwise([first, *there])]
    peak = max(done.peak for done in there)
    size = sum(len(done.part.content) for done in there) / words
    print(f"{engine.signature}; {len(there)} tasks, {words:,} words, one worker")
    print(f"words a core-second   {rate(local):6.0f} here {rate(there):6.0f} on Ray")
    print(f"bytes                 {'the same' if same else 'NOT THE SAME'}")
    print(f"cluster, worker begin {started - begin:6.1f} s    {first.begin - started:6.1f} s")
    print(f"between two tasks     {1000 * statistics.median(pauses):6.0f} ms")
    print(f"driver, {PORTION} articles   {1000 * cpu:6.0f} ms of a core")
    print(f"worker, at most       {peak / 1e6:6.0f} MB")
    print(f"records               {size:6.0f} bytes a word")

    driver = cpu / passed_on.words
    each = sum(len(one.article.text.split()) for one in made)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "articles.parquet"
        part = Part(encode(named, "parquet"), passed_on.words)
        parquet = seconds(lambda: write_dataset([(tasks[0], part)], place, "parquet"))
    feeds = {
        "data sets, jsonl": 1 / driver,
        "data sets, parquet": 1 / (driver + parquet / part.words),
        "articles as files": 1 / (driver + files_seconds(paths, made) / each),
        "the memory": each / memory_seconds(made, engine, terms),
    }
    print("\nwhat one process does for all workers, words a second, and how many it can feed")
    for name, speed in feeds.items():
        print(f"{name:20}{speed:12,.0f}{speed / rate(there):8,.0f}")
    print(f"\n{'words':>13}  core-hours" + "".join(f"{f'{n} cores':>12}" for n in CORES))
    portion_hours = passed_on.words / rate(there) / 3600
    for amount in SIZES:
        # A portion is not divided: a small data set leaves cores idle.
        portions = math.ceil(amount / passed_on.words)
        hours = [math.ceil(portions / cores) * portion_hours for cores in CORES]
        row = "".join(f"{h:10.1f} h" if h >= 2 else f"{60 * h:8.1f} min" for h in hours)
        print(f"{amount:13,}{amount / rate(there) / 3600:12,.1f}{row}")
    print(f"{'memory':25}" + "".join(f"{cores * peak / 1e9:9.0f} GB" for cores in CORES))


if __name__ == "__main__":
    main()
