"""The command line of the recipe: ``python -m training STEP …``, one subcommand a step."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_SIZES = {"width": 512, "heads": 8, "feedforward": 1536, "encoder": 8, "decoder": 2}


def _prepare(a: argparse.Namespace) -> None:
    from training.prepare import prepare

    total: Counter[str] = Counter()
    for counts in prepare(
        a.corpora, a.held_out, a.work, apart=a.apart, vocabulary=a.vocabulary, share=a.share,
        free=a.free,
    ).values():  # fmt: skip
        total += counts
    print(json.dumps(total.most_common()))


def _align(a: argparse.Namespace) -> None:
    from training.align import align

    align(a.work, a.limit)


def _annotate(a: argparse.Namespace) -> None:
    from training.annotate import annotate

    examples, apart = annotate(a.work, seed=a.seed)
    print(f"{examples} examples, {apart} kept apart")


def _stage(a: argparse.Namespace) -> None:
    from training.staging import stage

    for folder in stage(a.work, a.out):
        print(folder, sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()), "bytes")


def _train(a: argparse.Namespace) -> None:
    from training.train import Settings, train

    settings = Settings(**{name: getattr(a, name) for name in Settings.__dataclass_fields__})
    train(a.work, a.out, settings, {name: getattr(a, name) for name in _SIZES}, a.grow)


def _export(a: argparse.Namespace) -> None:
    from training.export import export

    out = export(a.checkpoint, a.work, a.out, a.version)
    print(out, out.stat().st_size, "bytes")


def _evaluate(a: argparse.Namespace) -> None:
    from training import evaluate

    package = evaluate.Package(a.package, a.threads)
    report: dict[str, object] = {
        path.name: evaluate.score(package, path, a.beam) for path in a.pairs
    }
    if a.dev:
        report["obedience"] = evaluate.obedience(package, a.dev, a.limit)
        report["alignment"] = evaluate.alignment(package, a.dev, a.limit)
    json.dump(report, sys.stdout, indent=1)
    print()


def _rehearse(a: argparse.Namespace) -> None:
    from training.rehearsal import rehearse

    rehearse(main, a.corpora, a.work, a.minutes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="training", description="Make the embedded model.")
    steps = parser.add_subparsers(required=True, metavar="STEP")

    def step(name: str, run: object, text: str) -> argparse.ArgumentParser:
        sub = steps.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        if name != "evaluate":
            sub.add_argument("--work", type=Path, required=True, help="folder of everything made")
        return sub

    p = step("prepare", _prepare, "clean pairs and a tokenizer from a folder of TSV files")
    p.add_argument("--corpora", type=Path, required=True)
    p.add_argument("--held-out", type=Path, action="append", default=[])
    p.add_argument("--apart", type=int, default=2000, help="pairs to hold out")
    p.add_argument("--vocabulary", type=int, default=16000)
    p.add_argument("--share", type=float, default=1.0, help="read so much of each source")
    p.add_argument("--free", action="store_true", help="without sources of a restricted licence")

    p = step("align", _align, "word alignments of the pairs (eflomal)")
    p.add_argument("--limit", type=int, help="align so many pairs; the others stay plain")

    p = step("annotate", _annotate, "inline terms, augmentation, token ids")
    p.add_argument("--seed", type=int, default=5)

    p = step("stage", _stage, "what training needs, in folders that each fit one transfer")
    p.add_argument("--out", type=Path, required=True)

    p = step("train", _train, "train for a fixed time")
    p.add_argument("--out", type=Path, required=True, help="folder of the run")
    p.add_argument("--grow", type=Path, help="checkpoint or package to train on, of any size")
    p.add_argument("--minutes", type=float, required=True)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--warmup", type=int, default=400, help="steps in which the rate rises")
    p.add_argument("--fall", type=float, default=0.15, help="share of the time before it falls")
    p.add_argument("--final", type=float, default=0.7, help="share before the final sources")
    p.add_argument("--rows", type=int, default=344, help="of a batch")
    p.add_argument("--row", type=int, default=192, help="pieces of a row")
    p.add_argument("--dropout", type=float, default=0.1)
    p.add_argument("--smoothing", type=float, default=0.1)
    p.add_argument("--guide", type=float, default=1.0, help="weight of the alignment loss")
    p.add_argument("--producers", type=int, default=6, help="processes that pack batches")
    p.add_argument("--threads", type=int, default=1, help="on the CPU; two wait for each other")
    p.add_argument("--save-every", type=float, default=2.5, help="minutes")
    p.add_argument("--device", default="cuda")
    p.add_argument("--seed", type=int, default=1)
    for name, value in _SIZES.items():
        p.add_argument(f"--{name}", type=int, default=value)

    p = step("export", _export, "an Argos package from the mean of checkpoints")
    p.add_argument("checkpoint", type=Path, nargs="+")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--version", required=True)

    p = step("evaluate", _evaluate, "BLEU, chrF, obedience, alignment of a package")
    p.add_argument("package", type=Path)
    p.add_argument("--pairs", type=Path, action="append", default=[], help="French<TAB>English")
    p.add_argument("--dev", type=Path, help="dev.jsonl of `annotate`")
    p.add_argument("--limit", type=int, default=1000, help="pairs of dev.jsonl")
    p.add_argument("--beam", type=int, default=4)
    p.add_argument("--threads", type=int, default=1)

    p = step("rehearse", _rehearse, "all steps with a small model on a small part of the corpora")
    p.add_argument("--corpora", type=Path, required=True)
    p.add_argument("--minutes", type=float, default=1.0, help="of training")
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step that the arguments name."""
    a = _parser().parse_args(arguments)
    a.run(a)


if __name__ == "__main__":
    main()
