"""Last step: scores of a package, as a person would quote them.

BLEU and chrF with signatures on files of pairs; obedience to inline terms and agreement of the
alignment head with eflomal on ``dev.jsonl``.
"""

from __future__ import annotations

import json
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import sacrebleu
import sentencepiece

from training.example import Line, pieces
from training.terms import dictionary_form
from training.text import CLOSE, MIDDLE, OPEN

Term = tuple[str, str, str]
"""The French, the English given inline, and its form in the reference."""


@dataclass(frozen=True)
class Output:
    """The translations that a beam ends with, the likeliest first."""

    texts: list[str]

    @property
    def text(self) -> str:
        """The likeliest."""
        return self.texts[0]

    def saying(self, terms: Sequence[str]) -> str:
        """The likeliest of those that say the most terms."""
        said = [sum(term.lower() in text.lower() for term in terms) for text in self.texts]
        return self.texts[said.index(max(said))]


class Package:
    """An Argos package opened for scoring."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
            (root,) = Path(folder).iterdir()
            metadata = json.loads((root / "metadata.json").read_text(encoding="utf-8"))
            self.alignment_step = int(metadata.get("alignment_step", 0))
            self.in_bytes = metadata.get("alignment_offsets") != "characters"
            self.tokenizer = sentencepiece.SentencePieceProcessor(
                model_file=str(root / "sentencepiece.model")
            )
            self.translator = ctranslate2.Translator(
                str(root / "model"), compute_type="int8", intra_threads=threads
            )

    def translate(self, sentences: list[str], beam: int = 4) -> list[Output]:
        """Return the translations of each sentence."""
        results = self.translator.translate_batch(
            self.tokenizer.encode(sentences, out_type=str),
            beam_size=beam,
            num_hypotheses=beam,
            max_batch_size=2048,
            batch_type="tokens",
        )
        return [Output([self.tokenizer.decode(h) for h in r.hypotheses]) for r in results]


def score(package: Package, pairs: Path, beam: int = 4) -> dict[str, Any]:
    """Return BLEU and chrF of a file of ``French<TAB>English``, signatures, words per second."""
    rows = [line.split("\t") for line in pairs.read_text(encoding="utf-8").splitlines()]
    sentences, references = [row[0] for row in rows], [[row[1] for row in rows]]
    begin = time.perf_counter()
    hypotheses = [o.text for o in package.translate(sentences, beam)]
    seconds = time.perf_counter() - begin
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF()
    return {
        "bleu": round(bleu.corpus_score(hypotheses, references).score, 2),
        "bleu_signature": str(bleu.get_signature()),
        "chrf": round(chrf.corpus_score(hypotheses, references).score, 2),
        "chrf_signature": str(chrf.get_signature()),
        "words_per_second": round(sum(len(s.split()) for s in sentences) / seconds),
    }


def obedience(package: Package, dev: Path, limit: int = 1000) -> dict[str, Any]:
    """Return, for real terms, exchanged ones and facts, the share obeyed and BLEU with and without.

    A term counts as obeyed when it or its form in the reference stands in the output, which is the
    likeliest of those in the beam that say the most terms.
    """
    records = [json.loads(line) for line in dev.read_text(encoding="utf-8").splitlines()][:limit]
    result: dict[str, Any] = {"sentences": len(records)}
    for kind in ("terms", "counterfactual", "facts"):
        chosen = [r for r in records if kind in r]
        if not chosen:
            continue
        outputs = package.translate([r[kind]["source"] for r in chosen])
        likeliest = [o.text for o in outputs]
        said = [o.saying([t[1] for t in r[kind]["terms"]])
                for o, r in zip(outputs, chosen, strict=True)]  # fmt: skip
        plain = [o.text for o in package.translate([r["source"] for r in chosen])]
        references = [[r[kind]["target"] for r in chosen]]
        every = [r[kind]["terms"] for r in chosen]
        new = [
            [t for t in terms if not _says(text, t)]
            for terms, text in zip(every, plain, strict=True)
        ]
        result[kind] = {
            "uses": sum(map(len, every)),
            "obeyed": _share(said, every),
            "obeyed_by_the_likeliest": _share(likeliest, every),
            "not_said_unaided": sum(map(len, new)),
            "obeyed_then": _share(said, new),
            "bleu": round(sacrebleu.corpus_bleu(said, references).score, 2),
            "bleu_unaided": round(sacrebleu.corpus_bleu(plain, references).score, 2),
            "markers_in_output": sum(any(m in s for m in (OPEN, MIDDLE, CLOSE)) for s in said),
        }
    return result


def _share(texts: list[str], terms: list[list[Term]]) -> float:
    said = [_says(text, t) for text, some in zip(texts, terms, strict=True) for t in some]
    return round(sum(said) / max(1, len(said)), 4)


def _says(output: str, term: Term) -> bool:
    text = output.lower()
    forms = {term[1].lower(), term[2].lower(), dictionary_form(term[2], True, False).lower()}
    return any(f and f in text for f in forms)


def alignment(package: Package, dev: Path, limit: int = 1000) -> dict[str, float]:
    """Return precision, recall and F1 of word links against the symmetrised ones of `dev`.

    References are scored by forced decoding; a target word is linked to the source word that
    its pieces attend to most, each in the step that the package says.
    """
    records = [json.loads(line) for line in dev.read_text(encoding="utf-8").splitlines()][:limit]
    right = proposed = wanted = 0
    for record in records:
        source, target = Line.of(record["source"]), Line.of(record["target"])
        source_ids, source_owners = pieces(source, package.tokenizer, in_bytes=package.in_bytes)
        target_ids, target_owners = pieces(target, package.tokenizer, in_bytes=package.in_bytes)
        tokens = [
            [package.tokenizer.id_to_piece(i) for i in ids] for ids in (source_ids, target_ids)
        ]
        (result,) = package.translator.translate_batch(
            [tokens[0]], target_prefix=[tokens[1]], beam_size=1, return_attention=True,
            max_decoding_length=len(target_ids) + 1, return_end_token=True,
        )  # fmt: skip
        mass: dict[int, dict[int, float]] = {}
        for owner, row in zip(
            target_owners, result.attention[0][package.alignment_step :], strict=False
        ):
            for place, value in zip(source_owners, row, strict=False):
                words = mass.setdefault(owner, {})
                words[place] = words.get(place, 0.0) + value
        links = {(max(m, key=m.__getitem__), j) for j, m in mass.items() if j >= 0}
        gold = {tuple(link) for link in record["links"]}
        gold_targets = {j for _, j in gold}
        links = {(i, j) for i, j in links if i >= 0 and j in gold_targets}
        right += len(links & gold)
        proposed += len(links)
        wanted += len(gold)
    precision, recall = right / max(1, proposed), right / max(1, wanted)
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
    }
