"""What the tests have workers do; a module of its own, for workers to import."""

import os
import signal
from pathlib import Path

from visavis.translate.runs.datasets import Files, Part, Translate, translate_part


def deadly(task: Files, translate: Translate, log: Path, deaths: dict[str, int]) -> Part:
    """Kills its worker as often as `deaths` has it for the article; logs who begins what."""
    [(_, name)] = task.files
    with log.open("a") as file:
        file.write(f"{name} {os.getpid()}\n")
    if log.read_text().count(name) <= deaths.get(name, 0):
        os.kill(os.getpid(), signal.SIGKILL)
    return translate_part(task, translate, "jsonl")
