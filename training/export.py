"""Sixth step: a checkpoint becomes an int8 CTranslate2 model inside an Argos package."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import ctranslate2
import torch
from ctranslate2.specs import common_spec, transformer_spec
from torch import Tensor

from training.batches import EOS
from training.checkpoint import mean_of
from training.english_pieces import UNUSED, read_map
from training.model import Config
from training.package_weights import read_weights
from training.text import CLOSE, MIDDLE, OPEN

_README = """# French to English

Trained by the project vis-à-vis from its own recipe, `training/`, which holds the model card.
Understands inline terminology: `La ⟦valorisation¦ valuation⟧ de la société`.
"""


def specification(config: Config, state: dict[str, Tensor], vocabulary: list[str]) -> Any:
    """Return CTranslate2's description of the model; the alignment head is the trained one."""
    spec = transformer_spec.TransformerSpec.from_config(
        (config.encoder, config.decoder), config.heads, pre_norm=True,
        activation=common_spec.Activation.RELU, alignment_layer=-1, alignment_heads=1,
    )  # fmt: skip

    def array(name: str) -> Any:
        return state[name].numpy()

    def norm(target: Any, name: str) -> None:
        target.gamma, target.beta = array(f"{name}.weight"), array(f"{name}.bias")

    def linear(target: Any, *names: str) -> None:
        target.weight = torch.cat([state[f"{n}.weight"] for n in names]).numpy()
        target.bias = torch.cat([state[f"{n}.bias"] for n in names]).numpy()

    for side in (spec.encoder, spec.decoder):
        table = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        table.weight = array("embedding.weight")
        side.scale_embeddings = True
        del side.position_encodings  # CTranslate2 computes the same ones: 1 MB of package less
    norm(spec.encoder.layer_norm, "norm_encoder")
    norm(spec.decoder.layer_norm, "norm_decoder")
    spec.decoder.projection.weight = array("embedding.weight")
    spec.decoder.projection.bias = array("bias")
    for side, name in ((spec.encoder, "encoder"), (spec.decoder, "decoder")):
        for n, layer in enumerate(side.layer):
            at = f"{name}.{n}"
            norm(layer.self_attention.layer_norm, f"{at}.norm_self")
            own = f"{at}.self_attention"
            linear(layer.self_attention.linear[0], f"{own}.query", f"{own}.key_value")
            linear(layer.self_attention.linear[1], f"{own}.out")
            if name == "decoder":
                norm(layer.attention.layer_norm, f"{at}.norm_cross")
                for place, part in enumerate(("query", "key_value", "out")):
                    linear(layer.attention.linear[place], f"{at}.cross_attention.{part}")
            norm(layer.ffn.layer_norm, f"{at}.norm_ff")
            linear(layer.ffn.linear_0, f"{at}.ff_in")
            linear(layer.ffn.linear_1, f"{at}.ff_out")
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.config.add_source_bos = spec.config.add_source_eos = False
    spec.validate()
    return spec


def export(
    checkpoints: list[Path], work: Path, out: Path, version: str, quantization: str = "int8"
) -> Path:
    """Write the package of the mean of `checkpoints` (or packages) to `out` and return `out`.

    `work` is the folder of `prepare`, whose ``spm.model`` and ``vmap.txt`` go in; `version` is the
    package's, such as ``0.2``. The file is byte for byte the same for the same input.
    """
    import sentencepiece

    configs, states = zip(*map(read_weights, checkpoints), strict=True)
    config = configs[0]
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(work / "spm.model"))
    vocabulary = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    state = mean_of(list(states))
    # With tied embeddings a decoder without the map would say what is French only, many times.
    french = torch.ones(len(vocabulary), dtype=torch.bool)
    french[[EOS, *read_map(work / "vmap.txt", pieces)]] = False
    state["bias"][french] = UNUSED
    spec = specification(config, state, vocabulary)
    if quantization != "float32":
        spec.optimize(quantization=quantization)
    metadata = {
        "package_version": version,
        "argos_version": "1.9.0",
        "from_code": "fr",
        "from_name": "French",
        "to_code": "en",
        "to_name": "English",
        "terminology": {"open": OPEN, "middle": f"{MIDDLE} ", "close": CLOSE},
        "alignment_step": 1,
        "alignment_offsets": "characters",
    }
    root = f"translate-fr_en-{version.replace('.', '_')}"
    with tempfile.TemporaryDirectory() as folder:
        spec.save(folder)
        ctranslate2.Translator(folder, device="cpu")  # refuses what it could not load later
        files = {f"model/{p.name}": p.read_bytes() for p in sorted(Path(folder).iterdir())}
    files["model/vmap.txt"] = (work / "vmap.txt").read_bytes()
    files["sentencepiece.model"] = (work / "spm.model").read_bytes()
    files["metadata.json"] = json.dumps(metadata, indent=1, ensure_ascii=False).encode()
    files["README.md"] = _README.encode()
    partial = out.with_name(out.name + ".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{root}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    partial.replace(out)
    return out
