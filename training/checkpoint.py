"""Checkpoints: written whole or not at all, read back, averaged. Imports torch only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch
from torch import Tensor


def save(path: Path, **content: Any) -> None:
    """Write a checkpoint, the old one replaced only when the new one is whole."""
    partial = path.with_name(path.name + ".part")
    with partial.open("wb") as stream:
        torch.save(content, stream)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def load(path: Path) -> dict[str, Any]:
    """Return a checkpoint, on the CPU; nothing but tensors and plain values is read."""
    return dict(torch.load(path, map_location="cpu", weights_only=True))


def weights(state: dict[str, Any]) -> dict[str, Tensor]:
    """Return copies of a checkpoint's weights in 32 bits: the running average where it has one."""
    chosen = state["average"] if "average" in state else state["model"]
    return {name: value.detach().float().clone() for name, value in chosen.items()}


def mean_of(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of several checkpoints' weights."""
    return {n: torch.stack([s[n] for s in states]).mean(0) for n in states[0]}
