"""A model package as a folder: what it holds, what it says of itself, whether it works.

The one place that knows the layout of Argos packages.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import sentencepiece

from visavis.corpus.errors import VisavisError

MAX_METADATA_BYTES = 1024**2
SENTENCEPIECE, BPE = "sentencepiece.model", "bpe.model"
"""The file of a package's tokenizer; the first one counts where there are both."""

_VERSION = re.compile(r"[0-9][0-9A-Za-z.+_-]{0,31}")


class PackageError(VisavisError):
    """A model package that cannot be used, found or installed."""


class OtherPackageError(PackageError):
    """A package that does something else than translate from French to English."""


@dataclass(frozen=True)
class ModelPackage:
    """An unpacked package.

    `path` holds `metadata.json`, `model/` and `sentencepiece.model` or `bpe.model`; `checksum` is
    the SHA-256, in hexadecimal, over everything that decides a translation (see `model_files`);
    `terminology` the marks (open, middle, close) that the model understands around a term and its
    rendering, None when it knows none; `aligns_after` whether a target token is aligned by the
    attention of the decoding step after its own (``"alignment_step": 1`` in the metadata);
    `aligns_bytes` whether it was taught so with byte offsets taken for characters, as all were
    whose metadata do not say ``"alignment_offsets": "characters"``; `has_bpe` whether its tokenizer
    is a BPE after Moses, not SentencePiece.
    """

    name: str
    version: str
    path: Path
    checksum: str
    from_code: str = "fr"
    to_code: str = "en"
    terminology: tuple[str, str, str] | None = None
    aligns_after: bool = False
    aligns_bytes: bool = False
    has_bpe: bool = False


def read_folder(folder: Path) -> ModelPackage:
    """Read an unpacked package, without loading its model.

    The checksum is that of `sha256sum FILES | sha256sum` in the package's folder. Raises
    `OtherPackageError` for another pair of languages or another kind of package, and
    `PackageError` when the metadata or a file is missing or unusable; neither names the folder.
    """
    metadata = _read_metadata(folder / "metadata.json")
    version = metadata.get("package_version")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise PackageError(f"the package_version in its metadata.json is no version: {version!r}")
    step = metadata.get("alignment_step", 0)
    if step not in (0, 1):
        raise PackageError(f"the alignment_step in its metadata.json is neither 0 nor 1: {step!r}")
    try:
        lines = (
            f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n"
            for path in model_files(folder)
        )
        checksum = hashlib.sha256("".join(lines).encode()).hexdigest()
    except OSError as error:
        raise PackageError(f"a file of it cannot be read ({error})") from error
    return ModelPackage(
        name=folder.name,
        version=version,
        path=folder,
        checksum=checksum,
        terminology=_terminology(metadata.get("terminology")),
        aligns_after=step == 1,
        aligns_bytes=step == 1 and metadata.get("alignment_offsets") != "characters",
        has_bpe=not (folder / SENTENCEPIECE).exists(),
    )


def model_files(folder: Path) -> tuple[Path, ...]:
    """Every file of a package that decides its translations, in a fixed order.

    Raises `PackageError` when one is missing or empty.
    """

    def first(*names: str) -> Path | None:
        paths = (folder / name for name in names)
        return next((path for path in paths if path.is_file() and path.stat().st_size), None)

    def vocabulary(side: str) -> Path | None:
        return first(f"model/{side}_vocabulary.json", f"model/{side}_vocabulary.txt")

    needed: dict[str, Path | None] = {
        "metadata.json": first("metadata.json"),
        "model/model.bin": first("model/model.bin"),
        "model/config.json": first("model/config.json"),
        f"{SENTENCEPIECE} or {BPE}": first(SENTENCEPIECE, BPE),
    }
    if shared := vocabulary("shared"):
        needed["vocabulary"] = shared
    else:
        needed["source vocabulary in model/"] = vocabulary("source")
        needed["target vocabulary in model/"] = vocabulary("target")
    if missing := [what for what, path in needed.items() if path is None]:
        raise PackageError(f"it has no {', no '.join(missing)} (or an empty one)")
    return tuple(path for path in (*needed.values(), vocabulary_map(folder)) if path is not None)


def vocabulary_map(folder: Path) -> Path | None:
    """The file that says which tokens a decoder need weigh, where a package has one."""
    path = folder / "model" / "vmap.txt"
    return path if path.is_file() else None


def mapped_tokens(folder: Path) -> frozenset[str] | None:
    """The tokens that a vocabulary map allows whatever the source; None without a map."""
    path = vocabulary_map(folder)
    if path is None:
        return None
    lines = path.read_text(encoding="utf-8").split("\n")
    always = (line.split("\t", 1)[1] for line in lines if line.startswith("\t"))
    return frozenset(token for tokens in always for token in tokens.split(" "))


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; hashed once in a process while the file stays the same."""
    status = path.stat()
    return _sha256(path, status.st_ino, status.st_size, status.st_mtime_ns)


def try_out(folder: Path) -> None:
    """Load tokenizer and model, and decode a word: what fails here would fail in mid-article.

    Raises `PackageError`, which does not name the folder.
    """
    pieces, bpe = folder / SENTENCEPIECE, folder / BPE
    tokens = ["Bonjour", "."]
    try:
        if pieces.exists():
            processor = sentencepiece.SentencePieceProcessor(model_file=str(pieces))
            tokens = processor.encode("Bonjour.", out_type=str)
        else:
            _check_merges(bpe.read_text(encoding="utf-8").split("\n"))
    except (OSError, RuntimeError, ValueError) as error:
        raise PackageError(f"its tokenizer cannot be loaded ({error})") from error
    try:
        translator = ctranslate2.Translator(
            str(folder / "model"), device="cpu", compute_type="int8", intra_threads=1
        )
        translator.translate_batch([tokens], beam_size=1, max_decoding_length=4)
    except (RuntimeError, ValueError, LookupError, MemoryError) as error:
        raise PackageError(f"CTranslate2 cannot load its model ({error})") from error


def _read_metadata(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_METADATA_BYTES:
            raise PackageError(f"its metadata.json has more than {MAX_METADATA_BYTES:,} bytes")
        metadata = json.loads(path.read_bytes())
    except OSError as error:
        raise PackageError(f"it has no metadata.json ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise PackageError(f"its metadata.json is not JSON ({error})") from error
    if not isinstance(metadata, dict):
        raise PackageError("its metadata.json is no JSON object")
    kind = metadata.get("type", "translate")
    pair = (metadata.get("from_code"), metadata.get("to_code"))
    if kind != "translate" or pair != ("fr", "en"):
        raise OtherPackageError(
            f"its metadata.json says type {kind!r} from {pair[0]!r} to {pair[1]!r}, "
            "not 'translate' from 'fr' to 'en'"
        )
    return metadata


def _terminology(marks: object) -> tuple[str, str, str] | None:
    if marks is None:
        return None
    if isinstance(marks, dict):
        found = [marks.get(key) for key in ("open", "middle", "close")]
        texts = [mark for mark in found if isinstance(mark, str) and mark.strip()]
        if len(set(texts)) == 3:
            return texts[0], texts[1], texts[2]
    raise PackageError(f"the terminology in its metadata.json has no three marks: {marks!r}")


@functools.lru_cache(maxsize=256)
def _sha256(path: Path, inode: int, size: int, modified: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_merges(lines: list[str]) -> None:
    """Check the lines of a BPE file: subword-nmt ends the whole program at a wrong one."""
    if re.fullmatch(r"#version: \d+(\.\d+)*\s*", lines[0]):
        lines = lines[1:]
    for line in lines[:-1] if lines[-1:] == [""] else lines:
        if len(line.strip("\r\n ").split(" ")) != 2:
            raise PackageError(f"its {BPE} has a line that is no pair: {line!r}")
