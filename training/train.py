"""Fifth step: training within a fixed time, the same on CPU cores and on a GPU.

A run writes ``last.pt`` now and then and at its end, and ``curve.tsv``.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sentencepiece
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from training import domains
from training.batches import EOS, Batch, Shape, batch, pack, sample, stream
from training.checkpoint import save
from training.english_pieces import read_map
from training.loss import alignment_loss, cross_entropy
from training.model import Config, Translator
from training.optimizer import Optimizers
from training.package_weights import read_weights
from training.parts import Tokens, read_parts

_REPORT_EVERY = 100


@dataclass(frozen=True)
class Settings:
    """How to train; everything but the model's sizes. Shares are of the time, or of the rate."""

    minutes: float
    rate: float = 2e-3
    warmup: int = 400
    fall: float = 0.15
    final: float = 0.7
    rows: int = 344
    row: int = 192
    dropout: float = 0.1
    smoothing: float = 0.1
    guide: float = 1.0
    producers: int = 6
    threads: int = 1
    save_every: float = 2.5
    device: str = "cuda"
    seed: int = 1

    @property
    def shape(self) -> Shape:
        """The shape of a batch."""
        return Shape(self.rows, self.row)


def share_of_rate(step: int, done: float, warmup: int, fall: float) -> float:
    """Return the share of the full rate at `step` when the share `done` of the time is behind.

    Rises over `warmup` steps, and falls linearly to nothing after the share `fall` of the time.
    """
    rise = min(1.0, (step + 1) / max(1, warmup))
    return rise * (1.0 if done < fall else max(0.0, (1 - done) / (1 - fall)))


class _Stream(IterableDataset[Batch]):
    """The batches of training; each producer of a `DataLoader` packs its share of each pass."""

    def __init__(
        self, tokens: Tokens, weight: Callable[[str], float], shape: Shape, seed: int
    ) -> None:
        self.arguments = tokens, weight, shape, seed

    def __iter__(self) -> Iterator[Batch]:
        info = torch.utils.data.get_worker_info()
        return stream(*self.arguments, share=(info.id, info.num_workers) if info else (0, 1))


class Trainer:
    """A model and what moves it; `output` are the pieces that it chooses among."""

    def __init__(
        self, model: Translator, output: list[int], settings: Settings, dtype: torch.dtype
    ) -> None:
        self.settings, self.dtype = settings, dtype
        self.device = torch.device(settings.device)
        self.model = model.to(self.device).train()
        self.cross_entropy = cross_entropy
        if self.device.type == "cuda":
            model.compile_layers()
            self.cross_entropy = torch.compile(cross_entropy, dynamic=False)
        self.optimizers = Optimizers(model, dtype)
        self.output = torch.tensor(output, device=self.device)
        self.place = torch.zeros(
            model.config.vocabulary, dtype=torch.int64, device=self.device
        ).scatter_(0, self.output, torch.arange(len(output), device=self.device))

    def losses(self, some: Batch) -> Tensor:
        """Return three losses, and the number of target pieces.

        That is the smoothed cross-entropy a piece, the plain one, and the alignment loss.
        """
        moved = Batch(*(array.to(self.device, non_blocking=True) for array in some))
        narrow = self.dtype != torch.float32
        with torch.autocast(self.device.type, dtype=self.dtype, enabled=narrow):
            states, scores = self.model(moved)
            gold = moved.gold.flatten().long()
            real = (gold > 0).float()
            embedding, bias = self.model.embedding.weight[self.output], self.model.bias[self.output]
            smoothed, plain = self.cross_entropy(
                states.flatten(0, 1), embedding, bias, self.place[gold], real,
                self.settings.smoothing,
            )  # fmt: skip
            links = (moved.link_target.long(), moved.link_source.long(), moved.link_weight)
            aligned = alignment_loss(scores, *links)
        return torch.stack([smoothed, plain, aligned, real.sum()])

    def gradients(self, some: Batch) -> Tensor:
        """Compute the gradients of a batch; return its losses."""
        found = self.losses(some)
        self.model.zero_grad(set_to_none=True)
        (found[0] + self.settings.guide * found[2]).backward()
        return found.detach()

    def update(self, some: Batch, share: float) -> Tensor:
        """Take one step at `share` of the full rate; return the losses before it."""
        found = self.gradients(some)
        self.optimizers.step(self.settings.rate * share)
        return found

    @torch.no_grad()
    def held_out(self, batches: list[Batch]) -> float:
        """Return the plain cross-entropy a piece, without dropout."""
        self.model.eval()
        compiled, self.cross_entropy = self.cross_entropy, cross_entropy
        with torch.compiler.set_stance("force_eager"):
            found = torch.stack([self.losses(some) for some in batches])
        self.model.train()
        self.cross_entropy = compiled
        return float(found[:, 1] @ found[:, 3] / found[:, 3].sum())

    def save(self, path: Path) -> None:
        """Write the weights in 16 bits: enough to export, and to begin another run from."""
        small = {n: p.detach().to(torch.bfloat16).cpu() for n, p in self.model.named_parameters()}
        save(path, config=self.model.config.as_dict(), model=small)


def product_type(device: torch.device) -> torch.dtype:
    """Return bf16, or 32 bits for a processor that does not compute in bf16."""
    computes = device.type != "cpu" or (
        torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    )
    return torch.bfloat16 if computes else torch.float32


def grown(path: Path, dropout: float) -> Translator:
    """Return the model of a checkpoint or of a package."""
    config, state = read_weights(path)
    model = Translator(config, dropout)
    model.load_state_dict(state)
    return model


def run(trainer: Trainer, tokens: Tokens, held: Tokens, out: Path) -> None:
    """Train until the time is over; leave ``last.pt`` and ``curve.tsv`` in `out`.

    The clock starts when the network is compiled. Raises `FloatingPointError` when a loss is no
    longer a number.
    """
    settings, shape = trainer.settings, trainer.settings.shape
    every = pack(held, sample(held, lambda _: 1.0, 0), shape)
    dev = [Batch(*map(torch.from_numpy, batch(held, places, shape))) for places in every]

    def batches(weight: Callable[[str], float], seed: int) -> Iterator[Batch]:
        return iter(DataLoader(
            _Stream(tokens, weight, shape, seed), batch_size=None,
            num_workers=settings.producers, prefetch_factor=8 if settings.producers else None,
            multiprocessing_context="fork" if settings.producers else None,  # the data is shared
            pin_memory=trainer.device.type == "cuda",
        ))  # fmt: skip

    source = batches(domains.main_weight, settings.seed)
    trainer.gradients(next(source))
    begin = reported = saved = time.monotonic()
    final = False
    sums = torch.zeros(4, device=trainer.device)
    step = seen = 0
    while (done := (time.monotonic() - begin) / (60 * settings.minutes)) < 1:
        if done >= settings.final and not final:
            final, source = True, batches(domains.final_weight, settings.seed + 1_000_000)
        share = share_of_rate(step, done, settings.warmup, settings.fall)
        found = trainer.update(next(source), share)
        sums += torch.cat([found[:3] * found[3], found[3:]])
        step += 1
        if step in (1, 10) or step % _REPORT_EVERY == 0:
            *losses, pieces = sums.tolist()
            if not math.isfinite(losses[0]):
                raise FloatingPointError(f"the loss is no number at step {step}: lower --rate")
            now = time.monotonic()
            seen += int(pieces)
            columns = [f"{step}", f"{seen}", *(f"{loss / pieces:.4f}" for loss in losses)]
            columns += [f"{share:.3f}", f"{pieces / (now - reported):.0f}", f"{now - begin:.0f}"]
            _report(out, columns)
            sums.zero_()
            reported = now
        if time.monotonic() - saved > settings.save_every * 60:
            trainer.save(out / "last.pt")
            _report(out, [f"{step}", "held out", f"{trainer.held_out(dev):.4f}"])
            saved = time.monotonic()
    trainer.save(out / "last.pt")
    _report(out, [f"{step}", "held out", f"{trainer.held_out(dev):.4f}"])


def _report(out: Path, columns: list[str]) -> None:
    line = "\t".join(columns)
    with (out / "curve.tsv").open("a", encoding="utf-8") as curve:
        curve.write(line + "\n")
    print(line, flush=True)


def train(
    work: Path, out: Path, settings: Settings, sizes: dict[str, int], grow: Path | None = None
) -> None:
    """Train on ``work/parts`` into the folder `out`.

    Begins from random weights of `sizes` (fields of `Config`), or from the checkpoint or package
    `grow`, which must have the tokenizer of `work`.
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(work / "spm.model"))
    config = Config(tokenizer.get_piece_size(), **sizes)
    model = grown(grow, settings.dropout) if grow else Translator(config, settings.dropout)
    output = [EOS, *read_map(work / "vmap.txt", tokenizer)]
    trainer = Trainer(model, output, settings, product_type(torch.device(settings.device)))
    print(sum(p.numel() for p in model.parameters()), "parameters", flush=True)
    run(trainer, read_parts(work / "parts"), read_parts(work / "held"), out)
