"""The same translation on a Ray cluster: every core of every machine holds a model of its own.

A Ray Data job: workers (actors) get tasks, translate what is in them, and hand back results, which
are those of this machine to the byte. Ray is an extra and imported only when it is asked for.
"""

from __future__ import annotations

import contextlib
import importlib
import itertools
import logging
import math
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from visavis.corpus.article import Article
from visavis.corpus.errors import VisavisError
from visavis.corpus.extras import needs
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.runs.datasets import PORTION, Translate
from visavis.translate.runs.ray_worker import Desk, Setup, Worker
from visavis.translate.translator import Translator

TRIES = 4
"""How often a task is begun whose workers die: an article may be what kills them."""
_AHEAD, _LONGEST, _GROWTH = 2, 64, 4
"""Tasks for each worker that a stream begins with and has at most, and how fast they become more:
workers are started anew for each such window, and the first of them wait until it is read."""
_STARTS = 3
"""How often we try: Ray gives up when its processes take 15 s to start, as on a busy machine."""
_SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    # `uv run` would send the working folder to every machine and install there.
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}
"""Nothing is reported to anybody, and no advice comes on the screen; whoever sets them otherwise
has it so."""

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")


class RayError(VisavisError):
    """The cluster cannot be reached, or a worker of it cannot work."""


@dataclass(frozen=True)
class Cluster:
    """Where to work: `address` as Ray has it; when empty, RAY_ADDRESS, else this machine.

    `workers` is how many cores to use, all of the cluster's when 0.
    """

    address: str = ""
    workers: int = 0


@contextlib.contextmanager
def connected(cluster: Cluster) -> Iterator[int]:
    """Connect to a cluster, or start one on this machine; gives the number of workers to use.

    A connection that is there is used and left open. Raises `RayError` and `MissingExtraError`.
    """
    ray = _ray()
    opened = not ray.is_initialized()
    if opened:
        _open(ray, cluster)
    try:
        cores = int(ray.cluster_resources().get("CPU", 0))
        if not cores:
            raise RayError("the Ray cluster has no cores; start a node that offers some")
        yield min(cluster.workers or cores, cores)
    finally:
        if opened:
            ray.shutdown()


def _open(ray: Any, cluster: Cluster) -> None:
    address = cluster.address or os.environ.get("RAY_ADDRESS", "") or "local"
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if address == "local":
        options |= {"num_cpus": cluster.workers or None, "include_dashboard": False}
    for attempt in range(1, _STARTS + 1):
        try:
            ray.init(address=address, **options)
            return
        except Exception as error:  # Ray has no class of errors for this
            ray.shutdown()
            if address != "local":
                raise RayError(
                    f"no Ray cluster at {address} ({error}); start one there with `ray start "
                    "--head`, or leave the address out to use this machine alone"
                ) from error
            if attempt == _STARTS:
                raise RayError(
                    f"Ray cannot be started here ({error}); try when the machine is less busy"
                ) from error


def run(
    tasks: Iterable[T],
    job: Callable[[T, Translate], R],
    translator: Translator,
    *,
    cluster: Cluster | None = None,
) -> Iterator[tuple[T, R | None]]:
    """Each task and what `job` made of it, in the order of the tasks.

    `job` runs on the workers, which import it by its name; it, the tasks and what it returns are
    pickled. A task whose worker dies is begun again by another; the result is None when `TRIES`
    workers died of it. Workers ask the memory what people wrote and the engine said, and tell it
    what they decoded: one process on this machine has its file open for all.

    Raises `RayError` when there is no cluster, when a worker runs other versions than this process
    (its translations would be others), and when `job` raises.
    """
    with connected(cluster or Cluster()) as workers:
        yield from _run(list(tasks), job, translator, workers)


def translate_stream(
    articles: Iterable[tuple[K, Article]],
    translator: Translator,
    *,
    cluster: Cluster | None = None,
) -> Iterator[tuple[K, BilingualArticle]]:
    """The bilingual article of each article, with its key, as `Translator.translate_stream`.

    Articles are read in the caller's thread: enough of them for all workers first, then while those
    are translated. The same is held in memory. Raises what `run` raises, and `RayError` naming the
    articles that none could translate.
    """
    articles = iter(articles)
    with connected(cluster or Cluster()) as workers:
        following = list(itertools.islice(articles, _AHEAD * workers * PORTION))
        size = 1
        while window := following:
            following = []
            tasks, size = _tasks([article for _, article in window], workers, size)
            most = _LONGEST * workers * PORTION
            # Keys stay here: they need not be such that they can be pickled.
            keys = iter([key for key, _ in window])
            for task, done in _run(tasks, _translated, translator, workers):
                if done is None:
                    titles = ", ".join(article.title for article in task)
                    raise RayError(
                        f"workers died of one of these articles: {titles}; "
                        "take it out, or translate these on one machine"
                    )
                following += itertools.islice(
                    articles, min(_GROWTH * len(task), most - len(following))
                )
                yield from zip(itertools.islice(keys, len(task)), done, strict=True)


def _tasks(
    window: Sequence[Article], workers: int, size: int
) -> tuple[list[tuple[Article, ...]], int]:
    """Articles as tasks, and the size that the last have: bytes do not depend on it.

    The first have `size` articles, and each round of all workers twice as many as the one before:
    something is done soon. But all workers are to have something to do.
    """
    most = min(PORTION, math.ceil(len(window) / (_AHEAD * workers)))
    tasks: list[tuple[Article, ...]] = []
    begin = 0
    while begin < len(window):
        for _ in range(workers):
            tasks.append(tuple(window[begin : begin + min(size, most)]))
            begin += min(size, most)
        size = min(PORTION, 2 * size)
    return [task for task in tasks if task], size


def _translated(task: tuple[Article, ...], translate: Translate) -> list[BilingualArticle]:
    return translate(task)


def _run(
    tasks: Sequence[T],
    job: Callable[[T, Translate], R],
    translator: Translator,
    workers: int,
) -> Iterator[tuple[T, R | None]]:
    if not tasks:
        return
    ray = _ray()
    _configure()
    memory = translator.memory
    setup = Setup(
        Path.cwd(),
        translator.package,
        ray.put(package_files(translator.package.path)),
        translator.glossary,
        translator.signature,
        _desk(memory.path if memory else None),
        memory is not None,
        job,
        translator.beam_size,
    )
    rows = [{"index": index, "task": pickle.dumps(task)} for index, task in enumerate(tasks)]
    # A block for each task and one task on the way to a worker: what dies with it is that task.
    dataset = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
        Worker,
        fn_constructor_args=(setup,),
        batch_size=None,
        batch_format="pyarrow",
        num_cpus=1,
        compute=ray.data.ActorPoolStrategy(
            size=min(workers, len(rows)), max_tasks_in_flight_per_actor=1
        ),
    )
    try:
        for batch in dataset.iter_batches(batch_size=None, batch_format="pyarrow"):
            for row in batch.to_pylist():
                if row["problem"]:
                    raise RayError(row["problem"])
                yield tasks[row["index"]], pickle.loads(row["result"])  # noqa: S301 - our workers'
    except ray.exceptions.RayError as error:
        raise RayError(
            f"the Ray job stopped ({error}); see its logs, and run it again to go on"
        ) from error


def _configure() -> None:
    """Ray Data in order, and without bars of its own."""
    ray = _ray()
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.execution_options.preserve_order = True
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)


def _ray() -> Any:
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    with needs("ray", "A cluster"):
        ray = importlib.import_module("ray")
        importlib.import_module("ray.data")
    return ray


def package_files(folder: Path) -> dict[str, bytes]:
    """What is shipped of a model's folder: every file by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _desk(memory: Path | None) -> Any:
    """One process for all workers, on this machine, where the memory's file is."""
    ray = _ray()
    here = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
        ray.get_runtime_context().get_node_id(), soft=False
    )
    desk = ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1, scheduling_strategy=here)(
        Desk
    )
    return desk.remote(TRIES, memory.absolute() if memory else None)
