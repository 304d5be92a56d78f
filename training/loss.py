"""What training minimises: label-smoothed cross-entropy, and attention that follows alignments."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def cross_entropy(
    states: Tensor, weight: Tensor, bias: Tensor, gold: Tensor, real: Tensor, smoothing: float
) -> tuple[Tensor, Tensor]:
    """Return the mean cross-entropy of `states` (n, w) against ids `gold` (n,), smoothed and not.

    Only where `real` (n,) holds; the shapes stay the same for a compiler.
    """
    logits = functional.linear(states, weight.to(states.dtype), bias.to(states.dtype)).float()
    total = torch.logsumexp(logits, 1)
    picked = logits.gather(1, gold[:, None])[:, 0]
    smoothed = total - (1 - smoothing) * picked - smoothing * logits.mean(1)
    return (smoothed * real).sum() / real.sum(), ((total - picked) * real).sum() / real.sum()


def alignment_loss(scores: Tensor, target: Tensor, source: Tensor, weight: Tensor) -> Tensor:
    """Return the mean cross-entropy of attention against word alignments (Garg et al. 2019).

    `scores` (b, t, s) before the softmax; the links (n,) of a `training.batches.Batch`.
    """
    flat = scores.float().log_softmax(-1).flatten()
    return -(flat[target * scores.shape[2] + source] * weight).sum()
