"""The command line of the recipe: ``python -m training STEP …``, one subcommand a step."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path


def _prepare(a: argparse.Namespace) -> None:
    from training.prepare import prepare

    total: Counter[str] = Counter()
    for counts in prepare(
        a.corpora, a.held_out, a.work, a.vocabulary, a.tokenizer_pairs, a.limit, a.whole
    ).values():
        total += counts
    print(json.dumps(total.most_common()))


def _align(a: argparse.Namespace) -> None:
    from training.align import align

    align(a.work, a.limit)


def _annotate(a: argparse.Namespace) -> None:
    from training.annotate import annotate

    examples, apart = annotate(a.work, a.dev, seed=a.seed)
    print(f"{examples} examples, {apart} kept apart")


def _start(a: argparse.Namespace) -> None:
    import sentencepiece
    import torch

    from training import start
    from training.checkpoint import load, save, weights
    from training.model import Config, Translator
    from training.package_weights import read_package
    from training.parts import read_parts

    torch.manual_seed(a.seed)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(a.work / "spm.model"))
    size = tokenizer.get_piece_size()
    config = Config(size, a.width, a.heads, a.feedforward, a.encoder, a.decoder)
    model = Translator(config)
    if a.grow:
        before = None
        if a.grow.suffix == ".argosmodel":
            old, state, pieces = read_package(a.grow)
            before = sentencepiece.SentencePieceProcessor(model_proto=pieces)
        else:
            checkpoint = load(a.grow)
            old, state = Config(**checkpoint["config"]), weights(checkpoint)
        if a.grow_tokenizer:
            before = sentencepiece.SentencePieceProcessor(model_file=str(a.grow_tokenizer))
        if before and before.serialized_model_proto() != tokenizer.serialized_model_proto():
            state = start.transfer_vocabulary(state, before, tokenizer)
        start.grow(model, old, state)
    elif not a.plain:
        start.start_from_dictionary(model, start.dictionary(read_parts(a.work / "parts"), size))
    save(a.out, config=config.as_dict(), model=model.state_dict())
    print(sum(p.numel() for p in model.parameters()), "parameters")


def _train(a: argparse.Namespace) -> None:
    from training.train import Settings, train

    names = Settings.__dataclass_fields__
    train(a.work, a.out, a.first, Settings(**{n: getattr(a, n) for n in names}))


def _export(a: argparse.Namespace) -> None:
    from training.export import export

    out = export(a.checkpoint, a.work, a.out, a.version, a.quantization)
    print(out, out.stat().st_size, "bytes")


def _stage(a: argparse.Namespace) -> None:
    from training.staging import deal

    files = [a.work / "spm.model", *sorted((a.work / "parts").iterdir())]
    for folder in deal(files, a.out):
        print(folder, sum(p.stat().st_size for p in folder.iterdir()), "bytes")


def _pack(a: argparse.Namespace) -> None:
    from training.staging import cut, slim

    a.out.mkdir(parents=True, exist_ok=True)
    slim(a.checkpoint, a.out / "slim.pt")
    print(len(cut(a.out / "slim.pt", a.out)), "pieces")


def _unpack(a: argparse.Namespace) -> None:
    from training.staging import join

    print(join(a.folder, "slim.pt", a.out))


def _evaluate(a: argparse.Namespace) -> None:
    from training import evaluate

    package = evaluate.Package(a.package, a.threads)
    report: dict[str, object] = {}
    if a.source:
        report["scores"] = evaluate.score(package, a.source, a.reference, a.beam)
    if a.dev:
        report["obedience"] = evaluate.obedience(package, a.dev, a.limit)
        report["alignment"] = evaluate.alignment(package, a.dev, a.limit)
    json.dump(report, sys.stdout, indent=1)
    print()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="training", description="Make the embedded model.")
    steps = parser.add_subparsers(required=True, metavar="STEP")

    def step(name: str, run: object, text: str) -> argparse.ArgumentParser:
        sub = steps.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        if name not in ("evaluate", "pack", "unpack"):
            sub.add_argument("--work", type=Path, required=True, help="folder of everything made")
        return sub

    p = step("prepare", _prepare, "clean pairs and a tokenizer from a folder of TSV files")
    p.add_argument("--corpora", type=Path, required=True)
    p.add_argument("--held-out", type=Path, action="append", default=[])
    p.add_argument("--vocabulary", type=int, default=16000)
    p.add_argument("--tokenizer-pairs", type=int, default=200_000)
    p.add_argument("--limit", type=int, help="keep so many pairs (a rehearsal)")
    p.add_argument("--whole", action="store_true", help="do not thin out large sources")

    p = step("align", _align, "word alignments of the pairs (eflomal)")
    p.add_argument("--limit", type=int)

    p = step("annotate", _annotate, "inline terms, augmentation, token ids")
    p.add_argument("--dev", type=int, default=2000, help="pairs kept apart")
    p.add_argument("--seed", type=int, default=5)

    p = step("start", _start, "the first checkpoint: a dictionary start, or a model grown")
    p.add_argument("--out", type=Path, required=True)
    for name, value in {"width": 256, "heads": 4, "feedforward": 768, "encoder": 6}.items():
        p.add_argument(f"--{name}", type=int, default=value)
    p.add_argument("--decoder", type=int, default=2)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--grow", type=Path, help="checkpoint or package to continue, of the same width")
    p.add_argument("--grow-tokenizer", type=Path, help="its tokenizer, when it is another one")
    p.add_argument("--plain", action="store_true", help="random weights, no dictionary")

    p = step("train", _train, "train, or go on with a run")
    p.add_argument("--out", type=Path, required=True, help="folder of the run")
    p.add_argument("--first", type=Path, required=True, help="checkpoint to begin a new run from")
    p.add_argument("--minutes", type=float, required=True)
    p.add_argument("--decay", type=float, default=0.2, help="last share of the run, rate falling")
    p.add_argument("--tokens", type=int, default=3000, help="padded pieces a batch and worker")
    p.add_argument("--rate", type=float, default=1.4e-3)
    p.add_argument("--warmup", type=int, default=300)
    p.add_argument("--smoothing", type=float, default=0.1)
    p.add_argument("--guide", type=float, default=1.0, help="weight of the alignment loss")
    p.add_argument("--average", type=float, default=0.999)
    p.add_argument("--workers", type=int, default=1, help="processes on the CPU")
    p.add_argument("--threads", type=int, default=1, help="of each of them")
    p.add_argument("--save-every", type=float, default=5.0, help="minutes")
    p.add_argument("--whole", action="store_true", help="the preparation was whole")
    p.add_argument("--compile", action="store_true")
    p.add_argument("--device", default="cpu")
    p.add_argument("--seed", type=int, default=1)

    p = step("export", _export, "an Argos package from the mean of checkpoints")
    p.add_argument("checkpoint", type=Path, nargs="+")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--version", required=True)
    p.add_argument("--quantization", default="int8")

    p = step("stage", _stage, "deal parts and tokenizer into folders that each fit one transfer")
    p.add_argument("--out", type=Path, required=True)

    p = step("pack", _pack, "averaged 16-bit weights of a checkpoint, in small pieces")
    p.add_argument("checkpoint", type=Path)
    p.add_argument("--out", type=Path, required=True)

    p = step("unpack", _unpack, "a packed checkpoint put together again")
    p.add_argument("folder", type=Path)
    p.add_argument("--out", type=Path, required=True)

    p = step("evaluate", _evaluate, "BLEU, chrF, obedience, alignment of a package")
    p.add_argument("package", type=Path)
    p.add_argument("--source", type=Path)
    p.add_argument("--reference", type=Path)
    p.add_argument("--dev", type=Path, help="dev.jsonl of `annotate`")
    p.add_argument("--limit", type=int, default=1000)
    p.add_argument("--beam", type=int, default=4)
    p.add_argument("--threads", type=int, default=1)
    return parser


if __name__ == "__main__":
    arguments = _parser().parse_args()
    arguments.run(arguments)
