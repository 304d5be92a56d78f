"""Where a run begins: from a dictionary, or from a smaller model that it continues.

Imports torch, numpy and sentencepiece; `training.model`, `training.parts`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.model import Config, Translator
from training.parts import Tokens

_RARE = 0.01  # links less likely than this both ways say nothing


def dictionary(tokens: Tokens, vocabulary: int, examples: int = 200_000) -> Tensor:
    """Return the sparse (v, v) affinity of pieces: √(p(e|f)·p(f|e)) of their links, symmetric."""
    end = min(examples, len(tokens))
    per_link = np.diff(tokens.links_start[: end + 1])
    links = tokens.links[: tokens.links_start[end]].astype(np.int64)
    target = tokens.target[np.repeat(tokens.target_start[:end], per_link) + links[:, 0]]
    source = tokens.source[np.repeat(tokens.source_start[:end], per_link) + links[:, 1]]
    codes, counts = np.unique(source.astype(np.int64) * vocabulary + target, return_counts=True)
    f, e = codes // vocabulary, codes % vocabulary
    per_f = np.bincount(f, counts, vocabulary)
    per_e = np.bincount(e, counts, vocabulary)
    affinity = counts / np.sqrt(per_f[f] * per_e[e])
    keep = (affinity > _RARE) & (counts > 1)
    f, e, affinity = f[keep], e[keep], affinity[keep]
    places = np.stack([np.concatenate([f, e]), np.concatenate([e, f])])
    values = torch.from_numpy(np.concatenate([affinity, affinity])).float()
    size = (vocabulary, vocabulary)
    return torch.sparse_coo_tensor(
        torch.from_numpy(places), values, size, check_invariants=False
    ).coalesce()


@torch.no_grad()
def start_from_dictionary(model: Translator, affinity: Tensor) -> None:
    """Place each piece near its translations; let the last attention over the source copy.

    With tied embeddings an output layer that sees a source embedding then says its translation.
    """
    c = model.config
    total = torch.sparse.sum(affinity, 1).to_dense().clamp_min(1e-6)[:, None]
    e = torch.nn.functional.normalize(torch.randn(c.vocabulary, c.width), dim=1)
    for strength in (1.2, 0.5):
        e = torch.nn.functional.normalize(
            e + strength * torch.sparse.mm(affinity, e) / total, dim=1
        )
    model.embedding.weight.copy_(e)
    cross: Any = model.decoder[-1].cross_attention
    noise = 0.02 * torch.randn(2, c.width, c.width)
    cross.key_value.weight[c.width :] = torch.eye(c.width) + noise[0]
    cross.out.weight.copy_(0.7 * torch.eye(c.width) + noise[1])


@torch.no_grad()
def grow(model: Translator, old: Config, state: dict[str, Tensor]) -> None:
    """Give `model` the weights of a smaller one; what it has more begins as the identity.

    Layers are added below the last one, feed-forward units behind the old ones. Raises
    `ValueError` when the width or the heads differ, or the new model is smaller.
    """
    new = model.config
    if (old.width, old.heads) != (new.width, new.heads):
        raise ValueError(f"cannot grow width {old.width}/{old.heads} to {new.width}/{new.heads}")
    if old.encoder > new.encoder or old.decoder > new.decoder or old.feedforward > new.feedforward:
        raise ValueError(f"cannot shrink {old} to {new}")
    places = {}
    for side, before, after in (
        ("encoder", old.encoder, new.encoder),
        ("decoder", old.decoder, new.decoder),
    ):
        for n in range(before):
            places[f"{side}.{n}."] = f"{side}.{n if n < before - 1 else after - 1}."
        for layer in list(getattr(model, side))[before - 1 : after - 1]:
            for name, parameter in layer.named_parameters():
                if name.split(".")[-2] in ("out", "ff_out"):
                    parameter.zero_()
    own = model.state_dict()
    for name, value in state.items():
        prefix = next((p for p in places if name.startswith(p)), "")
        target = own[places[prefix] + name[len(prefix) :]] if prefix else own[name]
        if name.endswith("ff_out.weight"):
            target.zero_()
        target[tuple(slice(n) for n in value.shape)].copy_(value)


def transfer_vocabulary(state: dict[str, Tensor], old: Any, new: Any) -> dict[str, Tensor]:
    """Return `state` for the tokenizer `new`: each piece the mean of what `old` makes of it."""
    weight, bias = state["embedding.weight"], state["bias"]
    rows, biases = [], []
    for n in range(new.get_piece_size()):
        piece = new.id_to_piece(n)
        known = old.piece_to_id(piece)
        if old.id_to_piece(known) == piece:
            ids = [known]
        else:
            text = piece.replace("▁", " ")
            ids = old.encode(text) or [old.unk_id()]
            if not piece.startswith("▁") and old.id_to_piece(ids[0]) == "▁":
                ids = ids[1:] or ids
        rows.append(weight[ids].mean(0))
        biases.append(bias[ids].min() - (len(ids) - 1))
    return {**state, "embedding.weight": torch.stack(rows), "bias": torch.stack(biases)}
