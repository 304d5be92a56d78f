"""First step: folders of ``fr<TAB>en`` files become clean pairs and a tokenizer.

Reads every ``*.tsv``, ``*.tsv.xz`` and ``*.tsv.gz``; writes ``pairs.tsv`` (domain, French,
English), ``spm.model``, ``vmap.txt`` (the pieces that English needs) and ``prepare.json``, the
record of what was refused and why. Imports `training.text`, `filters`, `domains`, `english_pieces`;
sentencepiece for the tokenizer.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from training import domains
from training.english_pieces import vocabulary_map
from training.filters import Duplicates, fault
from training.text import MARKERS, english_thousands, match_key, normalise, tokenizer_rules

_SUFFIXES: dict[str, Callable[..., IO[str]]] = {".tsv": open, ".xz": lzma.open, ".gz": gzip.open}
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"»”']?\s+")
_REQUIRED = "€£$°%&@#œŒæÆàâäçéèêëîïôöùûüÿñÀÂÄÇÉÈÊËÎÏÔÖÙÛÜÑáíóúß–—•"
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
    folder: Path,
    held_out: set[str],
    record: dict[str, Counter[str]],
    whole: bool = False,
    seed: int = 11,
) -> Iterator[tuple[str, str, str]]:
    """Yield (domain, source, target) fit to train on; count refusals per domain in `record`."""
    rng = random.Random(seed)  # noqa: S311
    duplicates = Duplicates()
    for domain, path in corpora(folder):
        counts = record.setdefault(domain, Counter())
        share = domains.sampled(domain, whole)
        for raw_source, raw_target in read_pairs(path):
            counts["read"] += 1
            if share < 1 and rng.random() >= share:
                counts["not sampled"] += 1
                continue
            source, target = normalise(raw_source), english_thousands(normalise(raw_target))
            refusal = fault(source, target)
            if refusal is None and _held_out(source, target, held_out):
                refusal = "held out"
            if refusal is None and duplicates.seen(source, target):
                refusal = "duplicate"
            counts[refusal or "kept"] += 1
            if refusal is None:
                yield domain, source, target


def _held_out(source: str, target: str, keys: set[str]) -> bool:
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


def _shuffled(row: tuple[str, str, str], seed: int) -> bytes:
    """A place in random order that does not hang on other rows.

    One pair more or less must not change which pairs are kept apart: earlier runs trained on them.
    """
    return hashlib.blake2b("\t".join((str(seed), *row)).encode(), digest_size=8).digest()


def prepare(
    corpora_folder: Path,
    held_out_folders: list[Path],
    work: Path,
    vocabulary: int = 16000,
    tokenizer_pairs: int = 200_000,
    limit: int | None = None,
    whole: bool = False,
    seed: int = 11,
) -> dict[str, Counter[str]]:
    """Run the step; return the record. An existing ``spm.model`` is kept.

    `limit` keeps that many pairs after shuffling (a rehearsal); None keeps all. `whole` does not
    thin out the large sources; training must then be told so.
    """
    import sentencepiece

    work.mkdir(parents=True, exist_ok=True)
    record: dict[str, Counter[str]] = {}
    rows = list(clean_pairs(corpora_folder, held_out_keys(held_out_folders), record, whole, seed))
    rows.sort(key=lambda row: _shuffled(row, seed))
    rows = rows[:limit]
    partial = work / "pairs.tsv.part"
    with partial.open("w", encoding="utf-8") as stream:
        stream.writelines("\t".join(row) + "\n" for row in rows)
    partial.replace(work / "pairs.tsv")
    if not (work / "spm.model").exists():
        sample = rows[:tokenizer_pairs]
        train_tokenizer((side for row in sample for side in row[1:]), work, vocabulary)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(work / "spm.model"))
    pieces = vocabulary_map((target for _, _, target in rows), tokenizer)
    (work / "vmap.txt").write_text(pieces, encoding="utf-8")
    report = {domain: dict(counts) for domain, counts in record.items()}
    (work / "prepare.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    return record
