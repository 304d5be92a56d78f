"""The network: a pre-norm Transformer that maps one to one to CTranslate2's.

Plain matrix products instead of the fused attention of torch: with an additive mask its gradients
were not numbers on a GPU, and on a CPU its backward pass took a third of a step.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.batches import Batch

_HIDDEN = -1e4


@dataclass(frozen=True)
class Config:
    """Sizes of a model; `heads` divides `width`, `vocabulary` counts the tokenizer's pieces."""

    vocabulary: int
    width: int = 512
    heads: int = 8
    feedforward: int = 1536
    encoder: int = 8
    decoder: int = 2
    positions: int = 512

    as_dict = asdict


class Norm(nn.LayerNorm):
    """Layer normalisation, computed in 32 bits and given back in the type of its input."""

    def forward(self, x: Tensor) -> Tensor:
        """Return (…, w)."""
        y = functional.layer_norm(x.float(), self.normalized_shape, self.weight, self.bias)
        return y.to(x.dtype)


class Attention(nn.Module):
    """Multi-head attention over `memory`."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
        """Return the output (b, t, w) and the first head's scores (b, t, s), before the softmax.

        `seen` (b, t, s) is false where memory is hidden.
        """
        b, t, w = x.shape
        s, h = memory.shape[1], self.heads
        q = self.query(x).view(b, t, h, -1).transpose(1, 2)
        k, v = self.key_value(memory).view(b, s, 2, h, -1).permute(2, 0, 3, 1, 4).unbind(0)
        mask = torch.where(seen, 0.0, _HIDDEN).to(q.dtype)[:, None]
        scores = q @ k.mT * (w // h) ** -0.5 + mask
        y = scores.float().softmax(-1).to(v.dtype) @ v
        return self.out(y.transpose(1, 2).reshape(b, t, w)), scores[:, 0]


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each normalised before and added to its input."""

    def __init__(self, c: Config, dropout: float) -> None:
        super().__init__()
        self.norm_self, self.self_attention = Norm(c.width), Attention(c.width, c.heads)
        self.norm_ff = Norm(c.width)
        self.ff_in = nn.Linear(c.width, c.feedforward)
        self.ff_out = nn.Linear(c.feedforward, c.width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """Return (b, n, w)."""
        y = self.norm_self(x)
        x = x + self.dropout(self.self_attention(y, y, seen)[0])
        return x + self.dropout(self.ff_out(functional.relu(self.ff_in(self.norm_ff(x)))))


class DecoderLayer(EncoderLayer):
    """As `EncoderLayer`, with attention over the source in between."""

    def __init__(self, c: Config, dropout: float) -> None:
        super().__init__(c, dropout)
        self.norm_cross, self.cross_attention = Norm(c.width), Attention(c.width, c.heads)

    def forward(  # type: ignore[override]
        self, x: Tensor, seen: Tensor, memory: Tensor, memory_seen: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return (b, t, w) and the first head's scores over the source (b, t, s)."""
        y = self.norm_self(x)
        x = x + self.dropout(self.self_attention(y, y, seen)[0])
        y, scores = self.cross_attention(self.norm_cross(x), memory, memory_seen)
        x = x + self.dropout(y)
        return x + self.dropout(self.ff_out(functional.relu(self.ff_in(self.norm_ff(x))))), scores


class Translator(nn.Module):
    """Batches in, decoder states and alignment scores out; embeddings are tied."""

    positions: Tensor

    def __init__(self, config: Config, dropout: float = 0.0) -> None:
        super().__init__()
        self.config = c = config
        self.embedding = nn.Embedding(c.vocabulary, c.width)
        self.encoder = nn.ModuleList(EncoderLayer(c, dropout) for _ in range(c.encoder))
        self.decoder = nn.ModuleList(DecoderLayer(c, dropout) for _ in range(c.decoder))
        self.norm_encoder, self.norm_decoder = Norm(c.width), Norm(c.width)
        self.dropout = nn.Dropout(dropout)
        self.bias = nn.Parameter(torch.zeros(c.vocabulary))
        self.register_buffer("positions", sinusoids(c.positions, c.width), persistent=False)
        nn.init.normal_(self.embedding.weight, std=c.width**-0.5)
        depth = (2 * (c.encoder + c.decoder)) ** -0.5
        for name, p in self.named_parameters():
            if p.dim() == 2 and "embedding" not in name:
                nn.init.xavier_uniform_(p, gain=depth if name.endswith("out.weight") else 1.0)
            elif name.endswith(".bias"):
                nn.init.zeros_(p)

    def embed(self, ids: Tensor, place: Tensor) -> Tensor:
        """Return (b, n, w), scaled and with positions, in the type of the products."""
        x = self.embedding(ids) * math.sqrt(self.config.width) + self.positions[place]
        kind = x.device.type
        narrow = torch.is_autocast_enabled(kind)
        return self.dropout(x).to(torch.get_autocast_dtype(kind) if narrow else x.dtype)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return decoder states (b, t, w) and the last layer's first head's scores (b, t, s).

        The arrays of `batch` are tensors on the model's device.
        """
        source, target = batch.source_segment[:, None], batch.target_segment[:, :, None]
        seen = batch.source_segment[:, :, None] == source
        x = self.embed(batch.source.int(), batch.source_place.int())
        for layer in self.encoder:
            x = layer(x, seen)
        memory = self.norm_encoder(x)
        t = target.shape[1]
        past = torch.ones(t, t, dtype=torch.bool, device=x.device).tril()
        seen = (target == batch.target_segment[:, None]) & past
        x = self.embed(batch.previous.int(), batch.target_place.int())
        for layer in self.decoder:
            x, scores = layer(x, seen, memory, target == source)
        return self.norm_decoder(x), scores

    def compile_layers(self, backend: str = "inductor") -> None:
        """Compile each layer, for batches of one shape; layers of a kind share their code."""
        for layer in (*self.encoder, *self.decoder):
            layer.compile(dynamic=False, fullgraph=True, backend=backend)


def sinusoids(count: int, width: int) -> Tensor:
    """Return CTranslate2's own position encodings, (count, width): sines then cosines from 1."""
    rate = torch.exp(-math.log(10000) * torch.arange(width // 2) / (width // 2 - 1))
    angle = torch.arange(1, count + 1)[:, None] * rate
    return torch.cat([angle.sin(), angle.cos()], 1)
