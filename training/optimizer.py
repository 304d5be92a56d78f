"""What moves the weights: Muon for the matrices of the layers, AdamW for everything else.

Muon makes the steps of a matrix orthogonal (Jordan et al. 2024); at the scale of Liu et al. 2025,
"Muon is Scalable for LLM Training", both take the same learning rate. Imports torch only.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

_DECAY = 0.01


class Optimizers:
    """Both optimisers of a model, used as one."""

    def __init__(self, model: nn.Module) -> None:
        named = list(model.named_parameters())
        matrices = [p for n, p in named if p.dim() == 2 and "embedding" not in n]
        rest = [p for n, p in named if p.dim() != 2 or "embedding" in n]
        self.parts: tuple[Optimizer, ...] = (
            torch.optim.Muon(matrices, weight_decay=_DECAY, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(rest, betas=(0.9, 0.98), weight_decay=_DECAY, fused=True),
        )

    def step(self, rate: float) -> None:
        """Move the weights at this learning rate, and forget the gradients."""
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = rate
            part.step()
            part.zero_grad(set_to_none=True)

    def state(self) -> list[dict[str, Any]]:
        """Return what `restore` goes on from."""
        return [part.state_dict() for part in self.parts]

    def restore(self, state: list[dict[str, Any]]) -> None:
        """Go on from `state`."""
        for part, saved in zip(self.parts, state, strict=True):
            part.load_state_dict(saved)
