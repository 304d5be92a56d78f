"""Fourth step: training, on CPU cores or a GPU, resumable at any moment.

A run keeps ``last.pt`` (everything needed to go on), ``constant.pt`` (the same, from before the
rate began to fall: every stop can be continued from there) and ``curve.tsv``. Imports torch and
the other training modules.
"""

from __future__ import annotations

import functools
import os
import queue
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import torch
import torch.distributed as dist
from torch import Tensor

from training import domains
from training.batches import Batch, stream
from training.checkpoint import load, save
from training.english_pieces import english_ids
from training.loss import alignment_loss, cross_entropy
from training.model import EOS, Config, Translator
from training.optimizer import Optimizers
from training.parts import Tokens, read_parts
from training.schedule import rate

# Fresh memory for every tensor cost a third of a step; large pages kept by the allocator do not.
ALLOCATOR = (
    "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1000000000"
    ":glibc.malloc.trim_threshold=4000000000"
)
_AVERAGE_EVERY = 4
_REPORT_EVERY = 50


@dataclass(frozen=True)
class Settings:
    """How to train; everything but the model's sizes. Times are in minutes of the run."""

    minutes: float
    decay: float = 0.2
    tokens: int = 3000
    rate: float = 1.4e-3
    warmup: int = 300
    smoothing: float = 0.1
    guide: float = 1.0
    average: float = 0.999
    workers: int = 1
    threads: int = 1
    save_every: float = 5.0
    whole: bool = False
    compile: bool = False
    device: str = "cpu"
    seed: int = 1

    as_dict = asdict


class Trainer:
    """One worker's model, optimiser and place in the data.

    The pieces that any target holds, and those of `output`, are the ones that the model chooses
    among: no others will be in the package's vocabulary map.
    """

    def __init__(
        self,
        tokens: Tokens,
        model: Translator,
        settings: Settings,
        rank: int = 0,
        output: Sequence[int] = (EOS,),
    ) -> None:
        self.tokens, self.settings, self.rank = tokens, settings, rank
        self.device = torch.device(settings.device)
        self.model = model.to(self.device)
        self.network = torch.compile(model, dynamic=True) if settings.compile else model
        self.dtype = product_type(self.device)
        self.optimizers = Optimizers(model, self.dtype)
        self.output = torch.from_numpy(np.union1d(tokens.target, output).astype(np.int64))
        self.place = torch.zeros(model.config.vocabulary, dtype=torch.int64)
        self.place[self.output] = torch.arange(len(self.output))
        self.output, self.place = self.output.to(self.device), self.place.to(self.device)
        self.average = [p.detach().clone() for p in model.parameters()]
        self.step = self.seen = 0
        self.position = (0, 0)
        self.falling = False
        self.elapsed = 0.0  # minutes of this run, over all its stops

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint holds."""
        names = [n for n, _ in self.model.named_parameters()]
        return {
            "config": self.model.config.as_dict(),
            "model": self.model.state_dict(),
            "average": dict(zip(names, self.average, strict=True)),
            "optimizers": self.optimizers.state(),
            "step": self.step,
            "seen": self.seen,
            "position": self.position,
            "falling": self.falling,
            "elapsed": self.elapsed,
        }

    def restore(self, state: dict[str, Any], same_run: bool) -> None:
        """Go on from `state`; as another run, its clock begins anew."""
        self.model.load_state_dict(state["model"])
        self.optimizers.restore(state["optimizers"])
        for mine, saved in zip(self.average, state["average"].values(), strict=True):
            mine.copy_(saved)
        self.step, self.seen = state["step"], state["seen"]
        self.position = tuple(state["position"])
        if same_run:
            self.falling, self.elapsed = state["falling"], state["elapsed"]

    def losses(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return the cross-entropy per target piece and the alignment loss of `batch`."""
        source, previous, gold, links = (
            torch.from_numpy(array).to(self.device, non_blocking=True)
            for array in (batch.source, batch.previous, batch.gold, batch.links)
        )
        narrow = self.dtype != torch.float32
        with torch.autocast(self.device.type, dtype=self.dtype, enabled=narrow):
            states, scores = self.network(source, previous)
        real = gold.flatten().nonzero()[:, 0]
        weight, bias = self.model.embedding.weight[self.output], self.model.bias[self.output]
        rows = 64 if self.device.type == "cpu" else 8192
        text = cross_entropy(
            states.flatten(0, 1)[real], weight, bias, self.place[gold.flatten()[real]],
            self.settings.smoothing, rows, self.dtype,
        )  # fmt: skip
        return text, alignment_loss(scores, links)

    def update(self, batch: Batch, share: float) -> tuple[Tensor, Tensor]:
        """Take one step at `share` of the full rate; return the two losses."""
        text, aligned = self.losses(batch)
        (text + self.settings.guide * aligned).backward()
        parameters = list(self.model.parameters())
        if dist.is_initialized():
            gradients = [p.grad for p in parameters if p.grad is not None]
            flat = torch.cat([g.flatten() for g in gradients])
            dist.all_reduce(flat)
            flat /= dist.get_world_size()
            for gradient, mean in zip(
                gradients, flat.split([g.numel() for g in gradients]), strict=True
            ):
                gradient.copy_(mean.view_as(gradient))
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        self.optimizers.step(self.settings.rate * share)
        self.step += 1
        if self.step % _AVERAGE_EVERY == 0:
            keep = min(self.settings.average, (1 + self.step) / (10 + self.step)) ** _AVERAGE_EVERY
            torch._foreach_lerp_(self.average, [p.detach() for p in parameters], 1 - keep)
        return text.detach(), aligned.detach()

    def batches(self) -> Iterator[tuple[tuple[int, int], Batch]]:
        """Return the stream from where the run stands, prepared ahead by a thread."""
        world = dist.get_world_size() if dist.is_initialized() else 1
        seen = domains.final if self.falling else domains.repeated
        weight = functools.partial(seen, whole=self.settings.whole)
        source = stream(
            self.tokens, weight, self.settings.tokens, self.settings.seed + 1000 * self.falling,
            self.position, (self.rank, world),
        )  # fmt: skip
        return _ahead(source, 4)


def product_type(device: torch.device) -> torch.dtype:
    """Return bf16, or 32 bits for a processor that does not compute in bf16."""
    computes = device.type != "cpu" or (
        torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    )
    return torch.bfloat16 if computes else torch.float32


def _ahead(items: Iterator[Any], depth: int) -> Iterator[Any]:
    waiting: queue.Queue[Any] = queue.Queue(depth)

    def fill() -> None:
        for item in items:
            waiting.put(item)

    threading.Thread(target=fill, daemon=True).start()
    while True:
        yield waiting.get()


def run(trainer: Trainer, out: Path) -> None:
    """Train until `settings.minutes` are over; SIGTERM stops at once. Both leave ``last.pt``."""
    settings, chief = trainer.settings, trainer.rank == 0
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    reported = saved = time.monotonic()
    begin = reported - trainer.elapsed * 60
    batches = trainer.batches()
    sums = torch.zeros(4)  # losses, target pieces, steps
    while True:
        trainer.elapsed = (time.monotonic() - begin) / 60
        done = trainer.elapsed / settings.minutes
        flags = torch.tensor([done, float(stop.is_set())])
        if dist.is_initialized():
            dist.all_reduce(flags, dist.ReduceOp.MAX)
        done = float(flags[0])
        if flags[1] or done >= 1:
            break
        if settings.decay and done >= 1 - settings.decay and not trainer.falling:
            if chief:
                save(out / "constant.pt", **trainer.state())
            trainer.falling, trainer.position = True, (0, 0)
            batches = trainer.batches()
        position, batch = next(batches)
        share = rate(trainer.step, done, settings.warmup, settings.decay)
        text, aligned = trainer.update(batch, share)
        trainer.position = position
        count = torch.tensor(batch.tokens)
        if dist.is_initialized():
            dist.all_reduce(count)
        trainer.seen += int(count)
        sums += torch.stack([text.cpu(), aligned.cpu(), count, torch.ones(())])
        now = time.monotonic()
        if chief and trainer.step % _REPORT_EVERY == 0:
            means = (sums[:2] / sums[3]).tolist()
            speed = sums[2] / (now - reported)
            line = (
                f"{trainer.step}\t{trainer.seen}\t{means[0]:.3f}\t{means[1]:.3f}\t{share:.3f}"
                f"\t{speed:.0f}\t{trainer.elapsed:.1f}"
            )
            with (out / "curve.tsv").open("a") as curve:
                curve.write(line + "\n")
            print(line, flush=True)
            sums.zero_()
            reported = now
        if chief and now - saved > settings.save_every * 60:
            save(out / "last.pt", **trainer.state())
            saved = now
    if chief:
        save(out / "last.pt", **trainer.state())


def worker(rank: int, work: Path, out: Path, first: Path, settings: Settings) -> None:
    """Run worker `rank`: continue ``out/last.pt``, or begin from the checkpoint `first`.

    The data may have changed since: the place in it is then as good as any.
    """
    torch.manual_seed(settings.seed)
    if settings.device == "cpu":
        torch.set_num_threads(settings.threads)
        torch.set_flush_denormal(True)
    if settings.workers > 1:
        dist.init_process_group(
            "gloo", rank=rank, world_size=settings.workers, store=dist.FileStore(
                str(out / "rendezvous"), settings.workers
            )
        )  # fmt: skip
    last = out / "last.pt"
    state = load(last if last.exists() else first)
    model = Translator(Config(**state["config"]))
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(work / "spm.model"))
    tokens = read_parts(work / "parts")
    output = [EOS, *english_ids(set(np.unique(tokens.target).tolist()), tokenizer)]
    trainer = Trainer(tokens, model, settings, rank, output)
    if "optimizers" in state:
        trainer.restore(state, last.exists())
    else:
        model.load_state_dict(state["model"])
        for mine, parameter in zip(trainer.average, model.parameters(), strict=True):
            mine.copy_(parameter.detach())
    run(trainer, out)
    if settings.workers > 1:
        dist.destroy_process_group()


def train(work: Path, out: Path, first: Path, settings: Settings) -> None:
    """Train on ``work/parts`` into the folder `out`, beginning from `first` (see `start`)."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "rendezvous").unlink(missing_ok=True)
    os.environ["GLIBC_TUNABLES"] = ALLOCATOR
    os.environ["OMP_NUM_THREADS"] = str(settings.threads)
    arguments = (work, out, first, settings)
    if settings.device == "cpu":  # spawned even when alone: the allocator is set at process start
        context = torch.multiprocessing.spawn(worker, arguments, settings.workers, join=False)

        def forward(*_: object) -> None:
            for process in context.processes:
                process.terminate()

        signal.signal(signal.SIGTERM, forward)
        while not context.join():
            pass
    else:
        worker(0, *arguments)
