"""All steps one after the other, small: what breaks on the way breaks here, not on a GPU."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path


def rehearse(
    run: Callable[[Sequence[str]], None], corpora: Path, work: Path, minutes: float
) -> None:
    """Run every step on a hundredth of `corpora` in the folder `work`; print how long each takes.

    Trains a small model for `minutes` on the CPU, then trains on from its package, a tenth as long.
    `run` takes the arguments of a step.
    """
    package, second = work / "small.argosmodel", work / "second.argosmodel"
    staged = work / "staged" / "0"
    common = ["--device", "cpu", "--rows", "12", "--producers", "1", "--warmup", "20"]
    train = ["train", "--work", f"{staged}", *common]
    small = "--width 128 --heads 4 --feedforward 256 --encoder 3".split()
    steps = [
        ["prepare", "--corpora", f"{corpora}", "--share", "0.01", "--vocabulary", "6000",
         "--apart", "200"],
        ["align", "--limit", "12000"],
        ["annotate"],
        ["stage", "--out", f"{work / 'staged'}"],
        [*train, "--out", f"{work / 'run'}", "--minutes", f"{minutes}", *small],
        ["export", f"{work / 'run' / 'last.pt'}", "--out", f"{package}", "--version", "0.1"],
        [*train, "--out", f"{work / 'on'}", "--minutes", f"{minutes / 10}", "--rate", "1e-3",
         "--seed", "2", "--grow", f"{package}"],
        ["export", f"{work / 'on' / 'last.pt'}", "--out", f"{second}", "--version", "0.2"],
        ["evaluate", f"{second}", "--pairs", f"{work / 'press.tsv'}", "--dev",
         f"{work / 'dev.jsonl'}"],
    ]  # fmt: skip
    taken = []
    for step in steps:
        begin = time.monotonic()
        of_work = [] if step[0] == "evaluate" or "--work" in step else ["--work", f"{work}"]
        run([*step, *of_work])
        taken.append(f"{step[0]} {time.monotonic() - begin:.0f} s")
    print(", ".join(taken))
