"""What beam, length penalty, patience and the other options of the decoder do to the English.

For files of ``French<TAB>English`` lines, prints BLEU, chrF and the length of the output (in words,
per word of the reference) of each set of options, and how long it takes beside the one that the
program uses. Decodes as the program does: its batches, the attention asked for, the vocabulary map.
The sets take turns on portions of the text, so that what else the machine does falls on all alike;
the time is the middle one of the ratios. Behind each score stands how often chance alone makes so
large a difference from the program's (paired bootstrap, 1,000 samples; Koehn 2004).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import ctranslate2
from contestants import chosen_package
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest

from visavis.translate.engine.attention import without_end
from visavis.translate.engine.batches import batches, run_ahead, usable_cores
from visavis.translate.engine.model import BEAM_SIZE, LENGTH_PENALTY, MAX_BATCH_TOKENS
from visavis.translate.engine.tokenizer import Tokenizer
from visavis.translate.packages import choice as packages

_PORTION = 250  # sentences: batches of one length need many to choose from
_SAMPLES = 1000


@dataclass(frozen=True)
class Options:
    """Some of the options of `ctranslate2.Translator.translate_batch`."""

    beam_size: int = BEAM_SIZE
    length_penalty: float = LENGTH_PENALTY
    patience: float = 1.0
    repetition_penalty: float = 1.0
    coverage_penalty: float = 0.0

    def __str__(self) -> str:
        parts = [f"beam {self.beam_size}", f"length {self.length_penalty:g}"]
        for name in ("patience", "repetition_penalty", "coverage_penalty"):
            value = getattr(self, name)
            if value != getattr(Options, name):
                parts.append(f"{name.partition('_')[0]} {value:g}")
        return ", ".join(parts)

    @classmethod
    def parse(cls, text: str) -> Options:
        """The options of ``beam_size=6,patience=1.5``; what is not named is as in the program.

        Raises `TypeError` for a name that is none of them, `ValueError` for a value that is no
        number.
        """
        pairs = (part.partition("=") for part in text.split(","))
        return cls(**{n: int(v) if n == "beam_size" else float(v) for n, _, v in pairs})  # type: ignore[arg-type]


PROGRAM = Options()
CHOICES = (
    *(Options(beam_size=n) for n in (2, 3, 5, 6, 8)),
    *(Options(length_penalty=p) for p in (0.0, 0.3, 0.6, 0.8, 1.2, 1.5)),
    *(Options(patience=p) for p in (0.5, 1.5, 2.0)),
    Options(beam_size=5, length_penalty=0.6),
    Options(beam_size=8, patience=0.5),
    Options(repetition_penalty=1.1),
    Options(coverage_penalty=0.2),
)


class Decoder:
    """A package, decoded as `translate.engine.model` does, with any options."""

    def __init__(self, package: str, threads: int) -> None:
        chosen = chosen_package(package)
        self._tokenizer = Tokenizer(chosen)
        self._threads = threads
        self._translator = ctranslate2.Translator(
            str(chosen.path / "model"), compute_type="int8", inter_threads=threads, intra_threads=1
        )

    def translate(self, texts: Sequence[str], options: Options) -> list[str]:
        """The English of each text, as the decoder says it."""
        sources = [self._tokenizer.encode(text).pieces for text in texts]
        english = [""] * len(texts)
        for batch, futures in run_ahead(
            batches([(len(source),) for source in sources], MAX_BATCH_TOKENS),
            lambda batch: self._translator.translate_batch(
                [sources[n] for n in batch],
                **asdict(options),
                max_input_length=0,
                max_decoding_length=2 * len(sources[batch[0]]) + 20,
                use_vmap=True,
                return_attention=True,
                return_scores=True,
                return_end_token=True,
                replace_unknowns=True,
                asynchronous=True,
            ),
            2 * self._threads,
        ):
            for n, future in zip(batch, futures, strict=True):
                pieces = without_end(future.result().hypotheses[0])
                english[n] = self._tokenizer.decode(pieces).text
        return english


def measure(
    decoder: Decoder, sources: Sequence[str], choices: Sequence[Options]
) -> tuple[dict[Options, list[str]], dict[Options, float]]:
    """The English by each set of options, and the time it takes, that of the first one being 1."""
    english: dict[Options, list[str]] = {options: [] for options in choices}
    seconds: dict[Options, list[float]] = {options: [] for options in choices}
    decoder.translate(sources[:20], choices[0])
    for start in range(0, len(sources), _PORTION):
        for options in choices:
            begin = time.perf_counter()
            english[options] += decoder.translate(sources[start : start + _PORTION], options)
            seconds[options].append(time.perf_counter() - begin)
    first = seconds[choices[0]]
    ratios = {
        options: statistics.median(a / b for a, b in zip(taken, first, strict=True))
        for options, taken in seconds.items()
    }
    return english, ratios


def main() -> None:
    """Print a table for each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, help="files of French<TAB>English lines")
    parser.add_argument("--package", default=packages.EMBEDDED, help="name of a package")
    parser.add_argument("--threads", type=int, default=usable_cores())
    parser.add_argument("--limit", type=int, help="sentences of each file")
    parser.add_argument(
        "--options", action="append", type=Options.parse, default=[],
        help="such as beam_size=6,patience=1.5, instead of the usual choices; may be repeated",
    )  # fmt: skip
    given = parser.parse_args()
    choices = (PROGRAM, *(given.options or CHOICES))
    decoder = Decoder(given.package, given.threads)
    for path in given.sets:
        rows = path.read_text(encoding="utf-8").splitlines()[: given.limit]
        sources, references = zip(*(row.split("\t")[:2] for row in rows), strict=True)
        english, ratios = measure(decoder, sources, choices)
        words = sum(len(line.split()) for line in references)
        signatures, results = PairedTest(
            [(str(options), said) for options, said in english.items()],
            {"BLEU": BLEU(), "chrF2": CHRF()}, [references], "bs", _SAMPLES,
        )()  # fmt: skip
        print(f"\n{path.name}, {len(rows)} sentences\n")
        print("| options | BLEU | p | chrF | p | length | time |\n|---|---|---|---|---|---|---|")
        for (options, said), *scores in zip(
            english.items(), results["BLEU"], results["chrF2"], strict=True
        ):
            cells = [str(options)]
            for one in scores:
                cells += [f"{one.score:.2f}", "" if one.p_value is None else f"{one.p_value:.3f}"]
            cells += [f"{sum(len(line.split()) for line in said) / words:.3f}"]
            print("|", " | ".join([*cells, f"{ratios[options]:.2f}"]), "|", flush=True)
        print("", *(f"{name} {signature}" for name, signature in signatures.items()), sep="\n")


if __name__ == "__main__":
    main()
