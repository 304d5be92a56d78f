"""Carrying a run to another machine and back when transfers are small.

Parts are dealt into folders that each fit one transfer; a checkpoint is slimmed to its averaged
weights and cut into pieces. Imports torch only to slim.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

TRANSFER = 60 * 2**20
PIECE = 15 * 2**20


def deal(files: list[Path], out: Path, limit: int = TRANSFER) -> list[Path]:
    """Link or copy `files` into ``out/0``, ``out/1`` … of at most `limit` bytes each.

    Raises `ValueError` for a file that no transfer can hold.
    """
    folders: list[Path] = []
    room = 0
    for path in files:
        size = path.stat().st_size
        if size > limit:
            raise ValueError(f"{path} has {size} bytes, a transfer {limit}: write smaller parts")
        if size > room or not folders:
            folders.append(out / str(len(folders)))
            shutil.rmtree(folders[-1], ignore_errors=True)
            folders[-1].mkdir(parents=True)
            room = limit
        try:
            os.link(path, folders[-1] / path.name)
        except OSError:
            shutil.copyfile(path, folders[-1] / path.name)
        room -= size
    return folders


def cut(path: Path, out: Path, size: int = PIECE) -> list[Path]:
    """Write `path` as ``NAME.000``, ``NAME.001`` … and ``NAME.json`` with its checksum."""
    out.mkdir(parents=True, exist_ok=True)
    content = path.read_bytes()
    pieces = []
    for number, begin in enumerate(range(0, max(1, len(content)), size)):
        pieces.append(out / f"{path.name}.{number:03}")
        pieces[-1].write_bytes(content[begin : begin + size])
    about = {"pieces": len(pieces), "sha256": hashlib.sha256(content).hexdigest()}
    (out / f"{path.name}.json").write_text(json.dumps(about))
    return pieces


def join(folder: Path, name: str, out: Path) -> Path:
    """Put the pieces of `name` in `folder` together as `out`.

    Raises `ValueError` when a piece is missing or the whole is not what was cut.
    """
    about = json.loads((folder / f"{name}.json").read_text())
    pieces = [folder / f"{name}.{n:03}" for n in range(about["pieces"])]
    missing = [p.name for p in pieces if not p.exists()]
    if missing:
        raise ValueError(f"{folder} lacks {', '.join(missing)}: fetch them again")
    content = b"".join(p.read_bytes() for p in pieces)
    if hashlib.sha256(content).hexdigest() != about["sha256"]:
        raise ValueError(f"{name} in {folder} is damaged: fetch its pieces again")
    out.write_bytes(content)
    return out


def slim(checkpoint: Path, out: Path) -> Path:
    """Write the averaged weights of `checkpoint` in 16 bits, without the optimiser, to `out`.

    That is enough to export, and to begin another run from.
    """
    import torch

    from training.checkpoint import load, save, weights

    state = load(checkpoint)
    small = {name: value.to(torch.bfloat16) for name, value in weights(state).items()}
    kept = {key: state[key] for key in ("config", "step", "seen") if key in state}
    save(out, model=small, **kept)
    return out
