"""After failures of the disk and kills, the next run makes the same bytes."""

import errno
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from run_folder import TEXTS, Folder, states

from visavis.corpus.atomic import WriteError
from visavis.translate.engine.engine import Engine
from visavis.translate.memory.store import Memory


@pytest.fixture
def folder(tmp_path: Path, engine: Engine) -> Folder:
    return Folder(tmp_path, engine)


@pytest.mark.parametrize("fails_at", range(0, 24, 3))
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_after_any_failure_of_the_disk_the_next_run_makes_the_same_bytes(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int, number: int
) -> None:
    folder.memory = Memory(tmp_path / "memory.sqlite")
    quiet = Folder(tmp_path / "quiet", folder.engine)
    quiet.memory = folder.memory
    quiet.run()
    calls = 0
    real = {name: getattr(os, name) for name in ("fsync", "replace", "rename")}

    def failing(name: str) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            if calls >= fails_at:
                raise OSError(number, os.strerror(number))
            return real[name](*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for name in real:
            patch.setattr(os, name, failing(name))
        try:
            events = folder.run()
        except WriteError:
            assert number == errno.ENOSPC
        else:
            assert calls < fails_at or "failed" in states(events).values()
    folder.run()
    assert folder.files() == quiet.files()
    assert not list(folder.output.rglob("*.visavis-part"))
    folder.memory.close()


def test_a_journal_that_was_torn_costs_only_what_it_said(folder: Folder) -> None:
    folder.run()
    made = folder.files()
    journal = folder.output / ".visavis-run.jsonl"
    data = journal.read_bytes()
    for length in (0, 1, len(data) // 3, len(data) // 2 + 7, len(data) - 1):
        journal.write_bytes(data[:length])
        folder.run()
        assert folder.files() == made
        assert set(states(folder.run()).values()) == {"same"}


RUN = """
import sys
from visavis.translate.cli import main
main(["translate", "in", "-o", "out", "--memory", "memory.sqlite"])
"""


def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path: Path, engine: Engine) -> None:
    del engine  # its package is unpacked now
    quiet, killed = tmp_path / "quiet", tmp_path / "killed"
    for root in (quiet, killed):
        for name, text in TEXTS.items():
            (root / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "in" / name).write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}

    def start(root: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", RUN],
            cwd=root,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    began = time.monotonic()
    assert start(quiet).wait() == 0
    whole = time.monotonic() - began
    chance = random.Random(7)
    for _ in range(4):
        process = start(killed)
        time.sleep(whole * chance.uniform(0.3, 1.0))
        process.kill()
        process.wait()
    assert start(killed).wait() == 0

    def outputs(root: Path) -> dict[str, bytes]:
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in (root / "out").rglob("*")
            if path.is_file() and not path.name.startswith(".visavis-run")
        }

    assert outputs(killed) == outputs(quiet)
