"""The same translation on a Ray cluster: every core of every machine holds a model of its own.

A Ray Data job: workers (actors) get tasks, translate what is in them, and hand back results; what
a task is, this module does not know. Ray is an extra and imported only when it is asked for.
Imports `translate.datasets`, `translate.articles` and what loads models.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import platform
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from filelock import FileLock

from corpus.article import Article
from corpus.atomic import write_atomically
from corpus.errors import VisavisError
from translate.articles import signature, translate_articles
from translate.bilingual import BilingualArticle, Pair
from translate.datasets import Translate
from translate.engine import Engine
from translate.matching import Matcher
from translate.memory import Kept, Key, Memory
from translate.package_folder import ModelPackage, PackageError, read_folder
from translate.terms import Glossary

TRIES = 4
"""How often a task is begun whose workers die: an article may be what kills them."""
_LOCK_SECONDS = 120
_SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    # `uv run` would send the working folder to every machine and install there.
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
"""Nothing of ours is reported to anybody, and no advice on the screen."""

T = TypeVar("T")
R = TypeVar("R")


class RayError(VisavisError):
    """Ray is not installed, the cluster cannot be reached, or a worker of it cannot work."""


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

    A connection that is there is used and left open. Raises `RayError`.
    """
    ray = _ray()
    opened = not ray.is_initialized()
    if opened:
        address = cluster.address or os.environ.get("RAY_ADDRESS", "") or "local"
        local = {"num_cpus": cluster.workers or None, "include_dashboard": False}
        try:
            ray.init(
                address=address,
                log_to_driver=False,
                logging_level=logging.ERROR,
                **(local if address == "local" else {}),
            )
        except Exception as error:  # Ray has no class of errors for this
            remedy = (
                "try again when the machine is less busy"
                if address == "local"
                else "start one there with `ray start --head`, or leave the address out to use "
                "this machine alone"
            )
            raise RayError(f"no Ray cluster at {address} ({error}); {remedy}") from error
    try:
        cores = int(ray.cluster_resources().get("CPU", 0))
        if not cores:
            raise RayError("the Ray cluster has no cores; start a node that offers some")
        yield min(cluster.workers or cores, cores)
    finally:
        if opened:
            ray.shutdown()


def run(
    tasks: Iterable[T],
    job: Callable[[T, Translate], R],
    engine: Engine,
    glossary: Glossary,
    *,
    memory: Path | None = None,
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
        yield from _run(list(tasks), job, engine, glossary, memory, workers)


def _run(
    tasks: Sequence[T],
    job: Callable[[T, Translate], R],
    engine: Engine,
    glossary: Glossary,
    memory: Path | None,
    workers: int,
) -> Iterator[tuple[T, R | None]]:
    if not tasks:
        return
    ray = _ray()
    _configure()
    setup = _Setup(
        engine.package,
        ray.put(_files(engine.package.path)),
        engine.beam_size,
        glossary,
        signature(engine, glossary),
        _keeper(memory) if memory else None,
        ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)(_Tries).remote(TRIES),
        job,
    )
    rows = [{"index": index, "task": pickle.dumps(task)} for index, task in enumerate(tasks)]
    # A block for each task and one task on the way to a worker: what dies with it is that task.
    dataset = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
        _Worker,
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
    try:
        ray = importlib.import_module("ray")
        importlib.import_module("ray.data")
    except ImportError as error:
        raise RayError(
            f"Ray is not installed ({error}); install it with `uv sync --extra ray`, "
            "or `pip install 'visavis[ray]'` where vis-à-vis was installed by pip"
        ) from error
    return ray


@dataclass(frozen=True)
class _Setup:
    """All that a worker is made from; `files`, `keeper` and `tries` are Ray's references."""

    package: ModelPackage
    files: Any
    beam_size: int
    glossary: Glossary
    signature: str
    keeper: Any
    tries: Any
    job: Callable[[Any, Translate], Any]


class _Worker:
    """One core with a model in it, loaded once."""

    def __init__(self, setup: _Setup) -> None:
        self._job = setup.job
        self._tries = setup.tries
        self._problem = ""
        try:
            package = _package(setup)
            self._engine = Engine(package, beam_size=setup.beam_size, threads=1)
            self._glossary = setup.glossary
            self._matcher = Matcher(setup.glossary)
            self._memory = _Asked(setup.keeper) if setup.keeper else None
            ours = signature(self._engine, setup.glossary)
            if ours != setup.signature:
                raise RayError(f"has other versions: {ours}, not {setup.signature}")
        except VisavisError as error:
            # An exception here would be tried again for ever.
            self._problem = (
                f"the worker on {platform.node()} cannot work: {error}. "
                "Install the same visavis[ray] on every machine of the cluster"
            )

    def __call__(self, batch: Any) -> Any:
        [row] = batch.to_pylist()
        result = pickle.dumps(None)
        problem = self._problem
        if not problem and _ray().get(self._tries.may_begin.remote(row["index"])):
            try:
                task = pickle.loads(row["task"])  # noqa: S301 - the driver's
                result = pickle.dumps(self._job(task, self._translate))
            except Exception as error:
                problem = f"the worker on {platform.node()} failed: {error!r}"
        pa = importlib.import_module("pyarrow")
        return pa.table({"index": [row["index"]], "problem": [problem], "result": [result]})

    def _translate(self, articles: Sequence[Article]) -> list[BilingualArticle]:
        return translate_articles(
            articles, self._engine, self._glossary, memory=self._memory, matcher=self._matcher
        )


class _Tries:
    """Counts how often each task was begun: whoever dies of one cannot."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._begun: Counter[int] = Counter()

    def may_begin(self, index: int) -> bool:
        self._begun[index] += 1
        return self._begun[index] <= self._most


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _package(setup: _Setup) -> ModelPackage:
    """The package where it is on the driver's machine, else unpacked here from what was shipped."""
    wanted = setup.package
    for path in (wanted.path, _shipped(wanted)):
        if _checksum(path) == wanted.checksum:
            return replace(wanted, path=path)
    folder = _shipped(wanted)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            if _checksum(folder) != wanted.checksum:
                for name, data in _ray().get(setup.files).items():
                    write_atomically(folder / name, data)
    except OSError as error:
        raise RayError(f"the model cannot be unpacked in {folder} ({error})") from error
    return replace(wanted, path=folder)


def _shipped(package: ModelPackage) -> Path:
    return Path(platformdirs.user_cache_dir("visavis")) / "shipped" / package.checksum[:16]


def _checksum(folder: Path) -> str:
    try:
        return read_folder(folder).checksum
    except PackageError:
        return ""


def _keeper(path: Path) -> Any:
    """The one process that has the memory open, on the machine where its file is."""
    ray = _ray()
    here = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
        ray.get_runtime_context().get_node_id(), soft=False
    )
    actor = ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1, scheduling_strategy=here)(
        Memory
    )
    return actor.remote(path.absolute())


class _Asked(Memory):
    """The memory as workers see it: they ask the process that has it."""

    def __init__(self, keeper: Any) -> None:
        self._keeper = keeper
        self._get = _ray().get

    def kept(self, sources: Iterable[str]) -> dict[str, Kept]:
        return self._get(self._keeper.kept.remote(list(sources)))  # type: ignore[no-any-return]

    def recall(self, keys: Iterable[Key]) -> dict[Key, Pair]:
        return self._get(self._keeper.recall.remote(list(keys)))  # type: ignore[no-any-return]

    def remember(self, pairs: Mapping[Key, Pair], maker: str) -> None:
        self._get(self._keeper.remember.remote(dict(pairs), maker))
