"""First step: a folder of ``French<TAB>English`` files becomes clean pairs and a tokenizer.

Reads every ``*.tsv``, ``*.tsv.xz`` and ``*.tsv.gz``; writes ``pairs.tsv`` (domain, French,
English), the held-out pairs first; ``press.tsv``, those of them that read like press; ``spm.model``
and ``prepare.json``, the record of what was refused and why.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import IO

from training import domains
from training.filters import Duplicates, fault
from training.text import MARKERS, english_thousands, match_key, normalise, tokenizer_rules

_SUFFIXES: dict[str, Callable[..., IO[str]]] = {".tsv": open, ".xz": lzma.open, ".gz": gzip.open}
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"»”']?\s+")
_REQUIRED = "€£$°%&@#œŒæÆàâäçéèêëîïôöùûüÿñÀÂÄÇÉÈÊËÎÏÔÖÙÛÜÑáíóúß–—•"
_SEED = 11
_SHORTEST_APART = 40  # characters: short pairs say little, and come up elsewhere
_SHORTEST_HELD_OUT = 12  # characters of the key: a held-out « Oui. » must not remove every « oui »


def corpora(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield (domain, file) for each TSV file under `folder`, in order of name."""
    for path in sorted(folder.iterdir()):
        if path.suffix in _SUFFIXES and ".tsv" in path.suffixes and path.stem != "SOURCES":
            yield path.name.split(".tsv")[0], path


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the first two columns of each line; a line with fewer gives an empty side."""
    opener = _SUFFIXES[path.suffix]
    with opener(path, "rt", encoding="utf-8", errors="replace") as stream:
        for line in stream:
            source, _, rest = line.rstrip("\n").partition("\t")
            yield source, rest.partition("\t")[0]


def held_out_keys(folders: Iterable[Path]) -> set[str]:
    """Return the keys of every line, and of every sentence in it, of every text file there."""
    keys: set[str] = set()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            try:
                lines = path.read_text(encoding="utf-8").splitlines()
            except UnicodeDecodeError:
                continue
            for line in lines:
                for piece in (*line.split("\t"), *_SENTENCE_END.split(line)):
                    keys.add(match_key(piece))
    return {k for k in keys if len(k) >= _SHORTEST_HELD_OUT}


def clean_pairs(
    files: Iterable[tuple[str, Path]],
    held_out: Collection[str],
    record: dict[str, Counter[str]],
    share: float = 1.0,
) -> Iterator[tuple[str, str, str]]:
    """Yield (domain, source, target) fit to train on; count refusals per domain in `record`.

    Only the `share` of the pairs is read, the same ones at every call.
    """
    duplicates = Duplicates()
    for domain, path in files:
        counts = record.setdefault(domain, Counter())
        for raw_source, raw_target in read_pairs(path):
            if share < 1 and _chance(raw_source, raw_target) >= share:
                continue
            counts["read"] += 1
            source, target = normalise(raw_source), english_thousands(normalise(raw_target))
            refusal = fault(source, target)
            if refusal is None and _held_out(source, target, held_out):
                refusal = "held out"
            if refusal is None and duplicates.seen(source, target):
                refusal = "duplicate"
            counts[refusal or "kept"] += 1
            if refusal is None:
                yield domain, source, target


def _chance(*row: str) -> float:
    """A random number in [0, 1) that hangs on the row alone.

    One pair more or less must not change which pairs are kept apart: earlier runs trained on them.
    """
    digest = hashlib.blake2b("\t".join((str(_SEED), *row)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def _place(row: tuple[str, str, str]) -> float:
    """A place in random order; what is seen less than once in a pass comes later.

    So the first pairs are a sample by weight (Efraimidis and Spirakis 2006).
    """
    return -math.log(1 - _chance(*row)) / min(1.0, domains.main_weight(row[0]))


def _held_out(source: str, target: str, keys: Collection[str]) -> bool:
    return any(
        match_key(piece) in keys
        for side in (source, target)
        for piece in (side, *_SENTENCE_END.split(side))
    )


def train_tokenizer(
    sentences: Iterable[str], out: Path, vocabulary: int = 16000, threads: int = 2
) -> None:
    """Write ``spm.model``: joint unigram, byte fallback, split digits, markers as symbols."""
    import sentencepiece

    rules = out / "rules.tsv"
    rules.write_text("\n".join(tokenizer_rules()) + "\n", encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_prefix=str(out / "spm"),
        vocab_size=vocabulary,
        model_type="unigram",
        character_coverage=0.9999,
        required_chars=_REQUIRED,
        byte_fallback=True,
        split_digits=True,
        pad_id=0,
        unk_id=1,
        bos_id=2,
        eos_id=3,
        user_defined_symbols=list(MARKERS),
        normalization_rule_tsv=str(rules),
        num_threads=threads,
        minloglevel=1,
    )


def prepare(
    corpora_folder: Path,
    held_out_folders: list[Path],
    work: Path,
    *,
    apart: int = 2000,
    vocabulary: int = 16000,
    tokenizer_pairs: int = 200_000,
    share: float = 1.0,
    free: bool = False,
) -> dict[str, Counter[str]]:
    """Run the step; return the record. An existing ``spm.model`` is kept.

    `apart` pairs of `domains.HELD_OUT` are held out; they head ``pairs.tsv`` under the domain
    `domains.APART`, for they are aligned with the others. `share` reads so much of each source (a
    rehearsal). `free` leaves out the sources of `domains.RESTRICTED`.
    """
    work.mkdir(parents=True, exist_ok=True)
    keys = held_out_keys(held_out_folders)
    files = list(corpora(corpora_folder))
    some = [file for file in files if file[0] in domains.HELD_OUT]
    held = [row for row in clean_pairs(some, keys, {}, share) if len(row[1]) > _SHORTEST_APART]
    held = sorted(held, key=lambda row: _chance(*row))[:apart]
    keys |= {match_key(side) for row in held for side in row[1:]}
    record: dict[str, Counter[str]] = {}
    files = [file for file in files if not (free and file[0] in domains.RESTRICTED)]
    rows = sorted(clean_pairs(files, keys, record, share), key=_place)
    _write(work / "press.tsv", (row[1:] for row in held if row[0] in domains.PRESS))
    _write(work / "pairs.tsv", ((domains.APART, *row[1:]) for row in held), rows)
    if not (work / "spm.model").exists():
        texts = (side for row in rows[:tokenizer_pairs] for side in row[1:])
        train_tokenizer(texts, work, vocabulary)
    (work / "prepare.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    return record


def _write(path: Path, *parts: Iterable[tuple[str, ...]]) -> None:
    partial = path.with_name(path.name + ".part")
    with partial.open("w", encoding="utf-8") as stream:
        for rows in parts:
            stream.writelines("\t".join(row) + "\n" for row in rows)
    partial.replace(path)
