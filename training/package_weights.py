"""The weights inside a package that `export` made, dequantised: what is shipped can be trained on.

Reads CTranslate2's binary format, version 6 (its `model_spec.py` writes it).
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import IO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.checkpoint import load, weights
from training.english_pieces import UNUSED
from training.model import Config

_VERSION = 6
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)


def read_weights(path: Path) -> tuple[Config, dict[str, Tensor]]:
    """Return the sizes and the weights in 32 bits of a checkpoint or of a package.

    Pieces that the package could not say may be in a new vocabulary map: they are made the least
    likely of the others.
    """
    if path.suffix != ".argosmodel":
        content = load(path)
        return Config(**content["config"]), weights(content)
    config, state, _ = read_package(path)
    unused = state["bias"] <= UNUSED
    state["bias"][unused] = state["bias"][~unused].min()
    return config, state


def read_package(path: Path) -> tuple[Config, dict[str, Tensor], bytes]:
    """Return the sizes, the weights in 32 bits and the tokenizer's file of a package.

    Raises `ValueError` when CTranslate2 wrote its model in another format.
    """
    with zipfile.ZipFile(path) as archive:
        names = {name.partition("/")[2]: name for name in archive.namelist()}
        with archive.open(names["model/model.bin"]) as stream:
            arrays = _variables(stream, path)
        tokenizer = archive.read(names["sentencepiece.model"])
    return *_as_trained(arrays), tokenizer


def _variables(stream: IO[bytes], path: Path) -> dict[str, NDArray[np.generic]]:
    def number(form: str) -> int:
        return int(struct.unpack(f"<{form}", stream.read(struct.calcsize(form)))[0])

    def string() -> str:
        return stream.read(number("H"))[:-1].decode()

    version = number("I")
    if version != _VERSION:
        raise ValueError(f"{path}: format {version} of CTranslate2; {_VERSION} is understood")
    string(), number("I")  # the kind of model and its revision
    arrays = {}
    for _ in range(number("I")):
        name = string()
        shape = [number("I") for _ in range(number("B"))]
        kind = _TYPES[number("B")]
        arrays[name] = np.frombuffer(stream.read(number("I")), kind).reshape(shape)
    for _ in range(number("I")):  # equal arrays are written once
        alias = string()
        arrays[alias] = arrays[string()]
    return arrays


def _as_trained(arrays: dict[str, NDArray[np.generic]]) -> tuple[Config, dict[str, Tensor]]:
    def tensor(name: str) -> Tensor:
        values = arrays[name].astype(np.float32)
        scale = arrays.get(f"{name}_scale")
        return torch.from_numpy(values / scale[:, None] if scale is not None else values)

    state = {
        "embedding.weight": tensor("decoder/embeddings/weight"),
        "bias": tensor("decoder/projection/bias"),
    }

    def norm(place: str, name: str) -> None:
        state[f"{name}.weight"] = tensor(f"{place}/layer_norm/gamma")
        state[f"{name}.bias"] = tensor(f"{place}/layer_norm/beta")

    def linear(place: str, *names: str) -> None:
        for kind in ("weight", "bias"):
            joined = tensor(f"{place}/{kind}")
            width = len(joined) // 3 if len(names) == 2 else len(joined)
            for name, part in zip(names, joined.split([width, len(joined) - width]), strict=False):
                state[f"{name}.{kind}"] = part

    depth = {}
    for side in ("encoder", "decoder"):
        norm(side, f"norm_{side}")
        depth[side] = len({name.split("/")[1] for name in arrays if f"{side}/layer_" in name
                           and not name.startswith(f"{side}/layer_norm")})  # fmt: skip
        for n in range(depth[side]):
            at, name = f"{side}/layer_{n}", f"{side}.{n}"
            norm(f"{at}/self_attention", f"{name}.norm_self")
            own = f"{name}.self_attention"
            linear(f"{at}/self_attention/linear_0", f"{own}.query", f"{own}.key_value")
            linear(f"{at}/self_attention/linear_1", f"{own}.out")
            if side == "decoder":
                norm(f"{at}/attention", f"{name}.norm_cross")
                for place, part in enumerate(("query", "key_value", "out")):
                    linear(f"{at}/attention/linear_{place}", f"{name}.cross_attention.{part}")
            norm(f"{at}/ffn", f"{name}.norm_ff")
            linear(f"{at}/ffn/linear_0", f"{name}.ff_in")
            linear(f"{at}/ffn/linear_1", f"{name}.ff_out")
    vocabulary, width = state["embedding.weight"].shape
    config = Config(
        vocabulary,
        width,
        int(arrays["encoder/num_heads"]),
        len(state["encoder.0.ff_in.bias"]),
        depth["encoder"],
        depth["decoder"],
    )
    return config, state
