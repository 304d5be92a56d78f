"""What moves the weights: Muon for the matrices of the layers, AdamW for everything else.

Muon makes the steps of a matrix orthogonal (Jordan et al. 2024); at the scale of Liu et al. 2025,
"Muon is Scalable for LLM Training", both take the same learning rate. Imports torch only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.optim import Optimizer

_DECAY = 0.01
_MOMENTUM = 0.95
_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5


class Optimizers:
    """Both optimisers of a model, used as one. `dtype` is the type of Muon's products."""

    def __init__(self, model: nn.Module, dtype: torch.dtype) -> None:
        named = list(model.named_parameters())
        matrices = [p for n, p in named if p.dim() == 2 and "embedding" not in n]
        rest = [p for n, p in named if p.dim() != 2 or "embedding" in n]
        self.parts: tuple[Optimizer, ...] = (
            Muon(matrices, dtype),
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


class Muon(Optimizer):
    """torch's own, but for what it lacks: 32 bits, and workers that share the products.

    torch's multiplies in bf16 alone, seventy times slower where a processor has no bf16. Every
    worker holds the same gradients; each makes its share of the steps orthogonal.
    """

    def __init__(self, matrices: Iterable[Tensor], dtype: torch.dtype) -> None:
        super().__init__(matrices, {"lr": 1e-3})
        self.dtype = dtype

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Move every matrix that has a gradient."""
        rank, world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        for group in self.param_groups:
            matrices = [p for p in group["params"] if p.grad is not None]
            steps = [torch.zeros_like(p) for p in matrices]
            for n, (p, step) in enumerate(zip(matrices, steps, strict=True)):
                momentum = self.state[p].setdefault("momentum", torch.zeros_like(p))
                momentum.lerp_(p.grad, 1 - _MOMENTUM)
                if n % world == rank:
                    step.copy_(orthogonal(p.grad.lerp(momentum, _MOMENTUM), self.dtype))
            if world > 1:
                flat = torch.cat([step.flatten() for step in steps])
                dist.all_reduce(flat)
                parts = flat.split([step.numel() for step in steps])
                steps = [a.view_as(b) for a, b in zip(parts, steps, strict=True)]
            for p, step in zip(matrices, steps, strict=True):
                p.mul_(1 - group["lr"] * _DECAY)
                p.add_(step, alpha=-group["lr"] * 0.2 * max(p.shape) ** 0.5)


def orthogonal(matrix: Tensor, dtype: torch.dtype) -> Tensor:
    """Return `matrix` with its singular values near 1, by the quintic Newton-Schulz iteration."""
    a, b, c = _NEWTON_SCHULZ
    x = matrix.to(dtype)
    if tall := x.shape[0] > x.shape[1]:
        x = x.T
    x = x / x.norm().clamp(min=1e-7)
    for _ in range(_ITERATIONS):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.T if tall else x
