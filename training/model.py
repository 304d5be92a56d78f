"""The network: a pre-norm Transformer that maps one to one to CTranslate2's.

Plain matrix products instead of the fused attention of torch: on a CPU its backward pass took a
third of a step, for sentences of forty pieces. Imports torch only.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

PAD, UNK, BOS, EOS = 0, 1, 2, 3


@dataclass(frozen=True)
class Config:
    """Sizes of a model; `heads` divides `width`, `vocabulary` counts the tokenizer's pieces."""

    vocabulary: int
    width: int = 256
    heads: int = 4
    feedforward: int = 768
    encoder: int = 5
    decoder: int = 2
    positions: int = 512

    as_dict = asdict


class Attention(nn.Module):
    """Multi-head attention over `memory`, its own input when none is given."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Return the output (b, t, w) and the first head's scores (b, t, s), before the softmax.

        `bias` (b or 1, t or 1, s) is added to the scores: large and negative where hidden.
        """
        b, t, w = x.shape
        s, h = memory.shape[1], self.heads
        q = self.query(x).view(b, t, h, -1).transpose(1, 2)
        kv = self.key_value(memory).view(b, s, 2, h, -1).permute(2, 0, 3, 1, 4)
        scale = (w // h) ** -0.5
        if x.is_cuda:
            k, v = kv.unbind(0)
            mask = bias.to(q.dtype)[:, None]
            y = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask.expand(b, h, t, s))
            first = torch.baddbmm(mask[:, 0].expand(b, t, s), q[:, 0], k[:, 0].mT, alpha=scale)
        else:
            q = q.reshape(b * h, t, -1)
            k, v = kv.reshape(2, b * h, s, -1).unbind(0)
            mask = bias.to(q.dtype)[:, None].expand(b, h, -1, s).reshape(b * h, -1, s)
            scores = torch.baddbmm(mask, q, k.mT, alpha=scale)
            y = torch.bmm(scores.softmax(-1).to(v.dtype), v).view(b, h, t, -1)
            first = scores.view(b, h, t, s)[:, 0]
        return self.out(y.transpose(1, 2).reshape(b, t, w)), first


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each normalised before and added to its input."""

    def __init__(self, c: Config) -> None:
        super().__init__()
        self.norm_self, self.self_attention = nn.LayerNorm(c.width), Attention(c.width, c.heads)
        self.norm_ff = nn.LayerNorm(c.width)
        self.ff_in = nn.Linear(c.width, c.feedforward)
        self.ff_out = nn.Linear(c.feedforward, c.width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return (b, s, w) for `x` (b, s, w)."""
        y = self.norm_self(x)
        x = x + self.self_attention(y, y, bias)[0]
        return x + self.ff_out(functional.relu(self.ff_in(self.norm_ff(x))))


class DecoderLayer(EncoderLayer):
    """As `EncoderLayer`, with attention over the source in between."""

    def __init__(self, c: Config) -> None:
        super().__init__(c)
        self.norm_cross, self.cross_attention = nn.LayerNorm(c.width), Attention(c.width, c.heads)

    def forward(  # type: ignore[override]
        self, x: Tensor, bias: Tensor, memory: Tensor, memory_bias: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return (b, t, w) and the first head's scores over the source (b, t, s)."""
        y = self.norm_self(x)
        x = x + self.self_attention(y, y, bias)[0]
        y, scores = self.cross_attention(self.norm_cross(x), memory, memory_bias)
        x = x + y
        return x + self.ff_out(functional.relu(self.ff_in(self.norm_ff(x)))), scores


class Translator(nn.Module):
    """Source and target ids in, decoder states and alignment scores out; embeddings are tied."""

    positions: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = c = config
        self.embedding = nn.Embedding(c.vocabulary, c.width)
        self.encoder = nn.ModuleList(EncoderLayer(c) for _ in range(c.encoder))
        self.decoder = nn.ModuleList(DecoderLayer(c) for _ in range(c.decoder))
        self.norm_encoder, self.norm_decoder = nn.LayerNorm(c.width), nn.LayerNorm(c.width)
        self.bias = nn.Parameter(torch.zeros(c.vocabulary))
        self.register_buffer("positions", sinusoids(c.positions, c.width), persistent=False)
        nn.init.normal_(self.embedding.weight, std=c.width**-0.5)
        depth = (2 * (c.encoder + c.decoder)) ** -0.5
        for name, p in self.named_parameters():
            if p.dim() == 2 and "embedding" not in name:
                nn.init.xavier_uniform_(p, gain=depth if name.endswith("out.weight") else 1.0)

    def embed(self, ids: Tensor) -> Tensor:
        """Return (b, n, w), scaled and with positions."""
        w = self.config.width
        return (
            functional.embedding(ids, self.embedding.weight) * math.sqrt(w)
            + self.positions[: ids.shape[1]]
        )

    def forward(self, source: Tensor, previous: Tensor) -> tuple[Tensor, Tensor]:
        """Return decoder states (b, t, w) and the last layer's first head's scores (b, t, s).

        `source` (b, s) is padded with `PAD`; `previous` (b, t) is the target behind ``BOS``.
        """
        memory_bias = (source == PAD)[:, None] * -1e4
        x = self.embed(source)
        for layer in self.encoder:
            x = layer(x, memory_bias)
        memory = self.norm_encoder(x)
        t = previous.shape[1]
        causal = torch.full((1, t, t), -1e4, device=source.device).triu(1)
        x = self.embed(previous)
        scores = memory_bias
        for layer in self.decoder:
            x, scores = layer(x, causal, memory, memory_bias)
        return self.norm_decoder(x), scores


def sinusoids(count: int, width: int) -> Tensor:
    """Return CTranslate2's own position encodings, (count, width): sines then cosines from 1."""
    rate = torch.exp(-math.log(10000) * torch.arange(width // 2) / (width // 2 - 1))
    angle = torch.arange(1, count + 1)[:, None] * rate
    return torch.cat([angle.sin(), angle.cos()], 1)
