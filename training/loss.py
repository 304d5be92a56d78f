"""What training minimises: label-smoothed cross-entropy, and attention that follows alignments.

The output layer is computed in slices that fit a processor's cache, gradients at once, so that
the logits (tokens × vocabulary) are never held in 32 bits. Imports torch only.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class _SlicedCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        states: Tensor,
        weight: Tensor,
        bias: Tensor,
        gold: Tensor,
        eps: float,
        rows: int,
        dtype: torch.dtype,
    ) -> Tensor:
        n, vocabulary = states.shape[0], weight.shape[0]
        h, w, b = states.to(dtype), weight.to(dtype), bias.to(dtype)
        gradient = torch.empty(n, vocabulary, dtype=dtype, device=h.device)
        total = torch.zeros((), device=h.device)
        for i in range(0, n, rows):
            part = torch.addmm(b, h[i : i + rows], w.t()).float()
            y = gold[i : i + rows, None]
            total_logits = torch.logsumexp(part, 1)
            picked = part.gather(1, y)[:, 0]
            total += (total_logits - (1 - eps) * picked - eps * part.mean(1)).sum()
            part.sub_(total_logits[:, None]).exp_().sub_(eps / vocabulary)
            part.scatter_add_(1, y, torch.full_like(y, eps - 1, dtype=part.dtype))
            gradient[i : i + rows] = part
        ctx.save_for_backward(
            (gradient @ w).float() / n, (gradient.t() @ h).float() / n, gradient.sum(0).float() / n
        )
        return total / n

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        states, weight, bias = ctx.saved_tensors
        return grads[0] * states, grads[0] * weight, grads[0] * bias, None, None, None, None


def cross_entropy(
    states: Tensor,
    weight: Tensor,
    bias: Tensor,
    gold: Tensor,
    smoothing: float = 0.1,
    rows: int = 128,
    dtype: torch.dtype = torch.bfloat16,
) -> Tensor:
    """Return the mean smoothed cross-entropy of `states` (n, w) against ids `gold` (n,).

    `dtype` is the type of the products and of the logits' gradient.
    """
    loss: Tensor = _SlicedCrossEntropy.apply(states, weight, bias, gold, smoothing, rows, dtype)
    return loss


def alignment_loss(scores: Tensor, links: Tensor) -> Tensor:
    """Return the mean cross-entropy of attention against word alignments.

    `scores` (b, t, s) before the softmax; `links` (n, 3) holds (sentence, target, source)
    positions. Each linked target position counts once, its links equally (Garg et al. 2019).
    """
    if not len(links):
        return scores.new_zeros(())
    log_p = scores.float().log_softmax(-1)
    sentence, target, source = links.unbind(1)
    place = sentence * scores.shape[1] + target
    count = torch.bincount(place, minlength=scores.shape[0] * scores.shape[1])
    picked = log_p[sentence, target, source] / count[place]
    return -picked.sum() / (count > 0).sum()
