"""Checkpoints: written whole or not at all, read back, averaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor


def save(path: Path, **content: Any) -> None:
    """Write a checkpoint, the old one replaced only when the new one is whole."""
    partial = path.with_name(path.name + ".part")
    torch.save(content, partial)
    partial.replace(path)


def load(path: Path) -> dict[str, Any]:
    """Return a checkpoint, on the CPU; nothing but tensors and plain values is read."""
    return dict(torch.load(path, map_location="cpu", weights_only=True))


def weights(content: dict[str, Any]) -> dict[str, Tensor]:
    """Return copies of a checkpoint's weights in 32 bits."""
    return {name: value.to(torch.float32, copy=True) for name, value in content["model"].items()}


def mean_of(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of several checkpoints' weights."""
    return {n: torch.stack([s[n] for s in states]).mean(0) for n in states[0]}
