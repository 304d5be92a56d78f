"""A worker on a Ray cluster: one core with a model in it, that does one task after the other.

Runs in a process that Ray starts on some machine, where vis-à-vis is installed but the model and
the memory may not be: the one is shipped, the other asked.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import platform
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs
import pyarrow as pa
from filelock import FileLock

from visavis.corpus.atomic import write_atomically
from visavis.corpus.errors import VisavisError
from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.engine import Engine
from visavis.translate.engine.model import BEAM_SIZE
from visavis.translate.engine.signature import Signature
from visavis.translate.glossary.terms import Glossary
from visavis.translate.memory.store import Kept, Key, Memory
from visavis.translate.packages.folder import ModelPackage, PackageError, read_folder
from visavis.translate.runs.datasets import Translate
from visavis.translate.translator import Translator

_LOCK_SECONDS = 120


class WorkerError(VisavisError):
    """A worker that cannot work as the others do."""


@dataclass(frozen=True)
class Setup:
    """All that a worker is made from; `files` and `desk` are Ray's references.

    Paths in tasks are relative to `folder`, where it is on the worker's machine.
    """

    folder: Path
    package: ModelPackage
    files: Any
    glossary: Glossary
    signature: Signature
    desk: Any
    memory: bool
    job: Callable[[Any, Translate], Any]
    beam_size: int = BEAM_SIZE


class Worker:
    """One core with a model in it, loaded once."""

    def __init__(self, setup: Setup) -> None:
        self._job = setup.job
        self._desk = setup.desk
        self._problem = ""
        with contextlib.suppress(OSError):
            os.chdir(setup.folder)
        try:
            package = _package(setup)
            self._translator = Translator(
                glossary=setup.glossary,
                memory=_Asked(setup.desk) if setup.memory else None,
                model=Engine(package, threads=1, beam_size=setup.beam_size),
            )
            ours = self._translator.signature
            if ours != setup.signature:
                raise WorkerError(f"has other versions: {ours}, not {setup.signature}")
        except VisavisError as error:
            # Raised here, it would reach nobody but in Ray's own words.
            self._problem = (
                f"the worker on {platform.node()} cannot work: {error}. "
                "Install the same visavis[ray] on every machine of the cluster"
            )

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Do a task: a row of `index` and `task`, pickled, for one of `index`, `problem`, `result`.

        The result of a task that may not be begun again is None.
        """
        [row] = batch.to_pylist()
        result = pickle.dumps(None)
        problem = self._problem
        if not problem and _get(self._desk.may_begin.remote(row["index"])):
            try:
                task = pickle.loads(row["task"])  # noqa: S301 - the driver's
                result = pickle.dumps(self._job(task, self._translator.translate_batch))
            except Exception as error:
                problem = f"the worker on {platform.node()} failed: {error!r}"
        return pa.table({"index": [row["index"]], "problem": [problem], "result": [result]})


class Desk:
    """The one process that all workers ask: what may be begun, and what the memory knows."""

    def __init__(self, most: int, memory: Path | None) -> None:
        self._most = most
        self._begun: Counter[int] = Counter()
        self._memory = Memory(memory) if memory else None

    def may_begin(self, index: int) -> bool:
        """Whether a task may be begun once more; counts that it is.

        Whoever dies of a task cannot count it.
        """
        self._begun[index] += 1
        return self._begun[index] <= self._most

    def ask(self, method: str, *what: Any) -> Any:
        """Call a method of the memory."""
        return getattr(self._memory, method)(*what)


def _package(setup: Setup) -> ModelPackage:
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
                for name, data in _get(setup.files).items():
                    write_atomically(folder / name, data)
    except OSError as error:
        raise WorkerError(f"the model cannot be unpacked in {folder} ({error})") from error
    return replace(wanted, path=folder)


def _shipped(package: ModelPackage) -> Path:
    return Path(platformdirs.user_cache_dir("visavis")) / "shipped" / package.checksum[:16]


def _checksum(folder: Path) -> str:
    try:
        return read_folder(folder).checksum
    except PackageError:
        return ""


class _Asked(Memory):
    """The memory as workers see it."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    def kept(self, sources: Iterable[str]) -> dict[str, Kept]:
        return self._ask("kept", list(sources))  # type: ignore[no-any-return]

    def recall(self, keys: Iterable[Key]) -> dict[Key, Pair]:
        return self._ask("recall", list(keys))  # type: ignore[no-any-return]

    def remember(self, pairs: Mapping[Key, Pair], maker: str) -> None:
        self._ask("remember", dict(pairs), maker)

    def _ask(self, method: str, *what: Any) -> Any:
        return _get(self._desk.ask.remote(method, *what))


def _get(reference: Any) -> Any:
    import ray

    return ray.get(reference)
