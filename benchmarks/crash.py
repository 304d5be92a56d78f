"""Kills runs at random moments, and looks at what they leave and at what the next run makes of it.

After every kill each output must be whole or absent; once a run gets to its end, the folder must
hold what an undisturbed run makes, byte for byte and no file more. Prints a count of kills and of
mismatches.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from speed import sentences, write_articles

from visavis.translate.cli import main as visavis
from visavis.translate.packages import choice as packages

_OURS = ".visavis-run"


def start(folder: Path) -> int:
    """A run in a process of its own; returns its number.

    Forked, so that it need not import again what this one has: kills fall on the work.
    """
    child = os.fork()
    if child:
        return child
    os.chdir(folder)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.dup2(null, sys.stderr.fileno())
    options = ["-o", "out", "--memory", "memory.sqlite"]
    try:
        visavis(["translate", "in", *options], standalone_mode=False)
    except SystemExit as stopped:
        os._exit(stopped.code if isinstance(stopped.code, int) else 1)
    except BaseException:
        os._exit(1)
    os._exit(0)


def outputs(folder: Path) -> dict[str, bytes]:
    """Every file that a run made, but for its journal and its lock."""
    out = folder / "out"
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not path.name.startswith(_OURS)
    }


def wait_for(journal: Path, size: int, child: int) -> None:
    """Wait until so much is written, or the run has ended: most moments to kill are in between."""
    while not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        with contextlib.suppress(OSError):
            if journal.stat().st_size > size:
                return
        time.sleep(0.0005)


def main() -> None:
    """Kill, look, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--words", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311
    packages.selected()  # unpacked now, not by every run
    with tempfile.TemporaryDirectory(prefix="visavis-crash-") as temporary:
        quiet, killed = Path(temporary) / "quiet", Path(temporary) / "killed"
        lines = sentences(options.words)
        # Articles of a few sentences: many files are written.
        for number, begin in enumerate(range(0, len(lines), 4)):
            write_articles(lines[begin : begin + 4], quiet / "in" / str(number))
        shutil.copytree(quiet / "in", killed / "in")
        began = time.monotonic()
        if os.waitpid(start(quiet), 0)[1] != 0:
            sys.exit("the undisturbed run failed; run `visavis translate` by hand")
        whole = time.monotonic() - began
        wanted = outputs(quiet)
        written = (quiet / "out" / f"{_OURS}.jsonl").stat().st_size
        print(f"{len(wanted)} files, an undisturbed run takes {whole:.1f} s", flush=True)
        kills, ended, torn, different = 0, 0, 0, 0
        there: list[int] = []
        while kills < options.kills:
            child = start(killed)
            if chance.random() < 0.3:
                time.sleep(whole * chance.random())
            else:
                wait_for(killed / "out" / f"{_OURS}.jsonl", chance.randrange(written), child)
            os.kill(child, signal.SIGKILL)
            status = os.waitpid(child, 0)[1]
            found = outputs(killed)
            finished = not os.WIFSIGNALED(status)
            if finished:
                ended += 1
                different += status != 0 or found != wanted
                shutil.rmtree(killed / "out")
                for path in killed.glob("memory.sqlite*"):
                    path.unlink()
                continue
            kills += 1
            whole_files = {n: data for n, data in found.items() if not Path(n).name.startswith(".")}
            torn += sum(wanted.get(name) != data for name, data in whole_files.items())
            there.append(len(whole_files))
        different += os.waitpid(start(killed), 0)[1] != 0 or outputs(killed) != wanted
        ended += 1
    print(f"{kills} kills, with {min(there)} to {max(there)} files written at the time")
    print(f"  torn files: {torn}")
    print(f"{ended} runs that got to their end")
    print(f"  with other bytes or files than the undisturbed one: {different}")
    if torn or different:
        sys.exit(1)


if __name__ == "__main__":
    main()
