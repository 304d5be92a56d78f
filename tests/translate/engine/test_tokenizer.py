"""Our tokenizers give the pieces of argostranslate's own, for both kinds of packages."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from argostranslate.package import Package
from subword_nmt.learn_bpe import learn_bpe

from visavis.translate.engine.engine import Engine
from visavis.translate.engine.tokenizer import Tokenizer
from visavis.translate.packages.folder import ModelPackage, PackageError
from visavis.translate.review.quality import read_references

PAIRS = [
    pair
    for path in sorted((Path(__file__).parents[3] / "corpus" / "references").glob("*.tsv"))
    for pair in read_references(path).items()
]
FRENCH, ENGLISH = map(list, zip(*PAIRS, strict=True))
ODD = [
    *("", " ", "\n", "\t a \t", "a b", "…", "😀 🇫🇷", "\u2028", "\ufeffBonjour", "a\u00a0%", "é"),
    *("@@ @-@ @", "a_b ▁c", "&amp; &lt;b&gt; <b>|[x]", "« L’IA » d'Elon", "aujourd'hui, qu'il a"),
    *("lemonde.fr, 55 000 €", "X" * 300, "日本語 العربية", "\x00\x07", "Dr. M. Mme. p.ex."),
]


@pytest.fixture(scope="module")
def with_bpe(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> ModelPackage:
    """The embedded package, but for its tokenizer: a BPE learnt from the shipped articles."""
    folder = tmp_path_factory.mktemp("bpe") / "translate-fr_en"
    shutil.copytree(
        engine.package.path, folder, ignore=lambda _, names: {"sentencepiece.model"} & {*names}
    )
    with (folder / "bpe.model").open("w", encoding="utf-8") as merges:
        learn_bpe(io.StringIO("\n".join(FRENCH + ENGLISH)), merges, 1000)
    return replace(engine.package, path=folder, has_bpe=True)


def test_sentencepiece_is_that_of_argostranslate(engine: Engine) -> None:
    ours, theirs = Tokenizer(engine.package), Package(engine.package.path).tokenizer
    for text in [*FRENCH, *ENGLISH, *ODD]:
        pieces = ours.encode(text).pieces
        assert pieces == theirs.encode(text)
        # Argostranslate makes a space of every underscore.
        assert ours.decode(pieces).text.replace("_", " ") == theirs.decode(pieces)


def test_bpe_is_that_of_argostranslate(with_bpe: ModelPackage) -> None:
    ours, theirs = Tokenizer(with_bpe), Package(with_bpe.path).tokenizer
    several = 0
    for text in [*FRENCH, *ENGLISH, *ODD]:
        pieces = ours.encode(text).pieces
        assert pieces == theirs.encode(text)
        assert ours.decode(pieces).text == theirs.decode(pieces)
        several += any(piece.endswith("@@") for piece in pieces)
    assert several > len(PAIRS)
    assert ours.decode(ours.encode("Elle a un plan.").pieces).text == "Elle a un plan."


def test_pieces_of_bpe_know_where_they_stand(with_bpe: ModelPackage) -> None:
    text = "Le prix est élevé, dit Musk."
    tokens = Tokenizer(with_bpe).encode(text)
    assert "".join(text[start:end] for start, end in tokens.spans) == text.replace(" ", "")
    assert all(start < end for start, end in tokens.spans)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sentencepiece.model", b"no pieces"),
        ("bpe.model", b"#version: 0.2\na b c\n"),
        ("bpe.model", b"\xff\xfe"),
        ("bpe.model", b"#version: new\na b\n"),
    ],
)
def test_a_tokenizer_that_cannot_be_loaded_is_named(
    name: str, content: bytes, engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PackageError, match=r"tokenizer cannot be loaded .*install the package"):
        Tokenizer(replace(engine.package, path=tmp_path, has_bpe=name == "bpe.model"))
