"""What moves the weights: Muon for the matrices of the layers, AdamW for everything else.

Muon makes the steps of a matrix orthogonal (Jordan et al. 2024); at the scale of Liu et al. 2025,
"Muon is Scalable for LLM Training", both take the same learning rate.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_DECAY = 0.1
_MOMENTUM = 0.95
_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5


class Muon:
    """torch's own, but for all matrices of one shape at once, and in any type of number.

    torch's takes one matrix after the other, and multiplies in bf16 alone, seventy times slower
    where a processor has no bf16.
    """

    def __init__(self, matrices: list[Tensor], dtype: torch.dtype, decay: float = _DECAY) -> None:
        self.dtype, self.decay = dtype, decay
        self.groups: dict[torch.Size, list[Tensor]] = {}
        for matrix in matrices:
            self.groups.setdefault(matrix.shape, []).append(matrix)
        self.momenta = {
            shape: torch.zeros(len(some), *shape, device=some[0].device)
            for shape, some in self.groups.items()
        }

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Move every matrix by its gradient."""
        for shape, some in self.groups.items():
            gradient = torch.stack([p.grad for p in some if p.grad is not None])
            momentum = self.momenta[shape].lerp_(gradient, 1 - _MOMENTUM)
            steps = orthogonal(gradient.lerp(momentum, _MOMENTUM), self.dtype).float()
            torch._foreach_mul_(some, 1 - rate * self.decay)
            torch._foreach_add_(some, list(steps), alpha=-rate * 0.2 * max(shape) ** 0.5)


class Optimizers:
    """Both optimisers of a model, used as one. `dtype` is the type of Muon's products."""

    def __init__(self, model: nn.Module, dtype: torch.dtype) -> None:
        matrices: list[Tensor] = []
        self.rest: list[Tensor] = []
        for name, p in model.named_parameters():
            (matrices if p.dim() == 2 and "embedding" not in name else self.rest).append(p)
        self.muon = Muon(matrices, dtype)
        self.adam = torch.optim.AdamW(
            self.rest, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0, fused=True
        )

    def step(self, rate: float) -> None:
        """Move the weights at this learning rate."""
        nn.utils.clip_grad_norm_(self.rest, 1.0)
        self.adam.param_groups[0]["lr"] = rate
        self.adam.step()
        self.muon.step(rate)


def orthogonal(matrices: Tensor, dtype: torch.dtype) -> Tensor:
    """Return `matrices` (n, a, b) with singular values near 1: quintic Newton-Schulz iteration."""
    a, b, c = _NEWTON_SCHULZ
    x = matrices.to(dtype)
    if tall := x.shape[1] > x.shape[2]:
        x = x.mT
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    for _ in range(_ITERATIONS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.mT if tall else x
