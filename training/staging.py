"""Fourth step: what the trainer needs, in folders that each fit one transfer to another machine."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

TRANSFER = 60 * 2**20


def stage(work: Path, out: Path, limit: int = TRANSFER) -> list[Path]:
    """Copy tokenizer, vocabulary map and parts of `work` into ``out/0``, ``out/1`` …

    Each has at most `limit` bytes; put together again, they are a folder to train on. Raises
    `ValueError` for a file that no transfer can hold.
    """
    folders: list[Path] = []
    room = 0
    shutil.rmtree(out, ignore_errors=True)
    folders_of_parts = (sorted((work / name).iterdir()) for name in ("held", "parts"))
    for path in (work / "spm.model", work / "vmap.txt", *itertools.chain(*folders_of_parts)):
        size = path.stat().st_size
        if size > limit:
            raise ValueError(f"{path} has {size} bytes, a transfer {limit}: write smaller parts")
        if size > room:
            folders.append(out / str(len(folders)))
            room = limit
        target = folders[-1] / path.relative_to(work)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        room -= size
    return folders
