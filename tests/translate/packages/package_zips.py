"""For the tests: a real, tiny CTranslate2 model in real zip files, and fresh processes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec

TOP = "translate-fr_en-1_0"
METADATA = {
    "package_version": "1.0",
    "argos_version": "1.9.0",
    "from_code": "fr",
    "from_name": "French",
    "to_code": "en",
    "to_name": "English",
}
Entries = dict[str, bytes]


def metadata(**changes: object) -> bytes:
    return json.dumps(METADATA | changes).encode()


def tiny_model(folder: Path) -> bytes:
    """Save a real int8 Transformer of one layer, 4 wide; return its SentencePiece model."""
    pieces = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["Bonjour le monde.", "Le monde est grand."]),
        model_writer=pieces,
        model_type="char",
        vocab_size=30,
        hard_vocab_limit=False,
        normalization_rule_name="identity",
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=pieces.getvalue())
    vocabulary = [processor.id_to_piece(index) for index in range(processor.get_piece_size())]
    width, words = 4, len(vocabulary)

    def zeros(*shape: int) -> Any:
        return np.zeros(shape, dtype=np.float32)

    def linear(layer: Any, rows: int) -> None:
        layer.weight, layer.bias = zeros(rows, width), zeros(rows)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = zeros(width) + 1, zeros(width)

    spec = TransformerSpec.from_config((1, 1), 1)
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = zeros(words, width)
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = True
        side.position_encodings.encodings = zeros(512, width)
        norm(side.layer_norm)
        layer = side.layer[0]
        for part in (layer.self_attention, layer.ffn):
            norm(part.layer_norm)
        linear(layer.self_attention.linear[0], 3 * width)
        linear(layer.self_attention.linear[1], width)
        linear(layer.ffn.linear_0, width)
        linear(layer.ffn.linear_1, width)
    cross = spec.decoder.layer[0].attention
    norm(cross.layer_norm)
    for projection, rows in zip(cross.linear, (width, 2 * width, width), strict=True):
        linear(projection, rows)
    linear(spec.decoder.projection, words)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    return pieces.getvalue()


def write_zip(
    path: Path, entries: Entries | list[tuple[str | zipfile.ZipInfo, bytes]], packing: int = 0
) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duplicate names are what some tests are about
        for name, content in entries.items() if isinstance(entries, dict) else entries:
            archive.writestr(name, content)
    return path


def moved(entries: Entries, top: str) -> Entries:
    return {name.replace(TOP, top, 1): content for name, content in entries.items()}


def listing(folder: Path) -> dict[str, str]:
    """Everything below a folder: the files' content, links and folders as such."""
    return {
        str(path.relative_to(folder)): (
            "link" if path.is_symlink() else "folder" if path.is_dir() else path.read_bytes().hex()
        )
        for path in folder.rglob("*")
    }


def python(code: str, **environment: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own, with nothing of ours loaded."""
    given = {name: str(value) for name, value in environment.items()}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={"PATH": os.environ["PATH"], **given},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
