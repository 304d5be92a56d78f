"""The network and its trainer, where torch is installed."""

import itertools
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from training import start  # noqa: E402
from training.checkpoint import load, mean_of, save, weights  # noqa: E402
from training.loss import alignment_loss, cross_entropy  # noqa: E402
from training.model import Config, Translator  # noqa: E402
from training.optimizer import Muon, orthogonal  # noqa: E402
from training.parts import Encoded, Tokens, read_parts, write_parts  # noqa: E402
from training.staging import slim  # noqa: E402
from training.train import Settings, Trainer  # noqa: E402

SMALL = Config(60, width=16, heads=2, feedforward=24, encoder=2, decoder=2)


def made(config: Config = SMALL) -> Translator:
    torch.manual_seed(1)
    return Translator(config)


def outputs(model: Translator) -> list[torch.Tensor]:
    source = torch.tensor([[5, 6, 7, 8], [9, 10, 0, 0]])
    with torch.no_grad():
        return list(model(source, torch.tensor([[2, 11, 12], [2, 13, 14]])))


def test_padding_and_the_future_are_hidden() -> None:
    model = made()
    states, scores = outputs(model)
    with torch.no_grad():
        alone, _ = model(torch.tensor([[9, 10]]), torch.tensor([[2, 13, 44]]))
    assert torch.allclose(states[1, :2], alone[0, :2], atol=1e-5)
    assert scores.shape == (2, 3, 4)
    assert (scores[1, :, 2:] < -9000).all()


@pytest.mark.parametrize("rows", [2, 100])
def test_the_sliced_loss_is_cross_entropy(rows: int) -> None:
    torch.manual_seed(2)
    states = torch.randn(7, 16, requires_grad=True)
    weight = torch.randn(30, 16, requires_grad=True)
    bias = torch.randn(30, requires_grad=True)
    gold = torch.randint(30, (7,))
    mine = cross_entropy(states, weight, bias, gold, 0.1, rows)
    plain = torch.nn.functional.cross_entropy(states @ weight.t() + bias, gold, label_smoothing=0.1)
    assert mine.item() == pytest.approx(plain.item(), rel=0.01)
    for a, b in zip(
        torch.autograd.grad(mine, (states, weight, bias)),
        torch.autograd.grad(plain, (states, weight, bias)),
        strict=True,
    ):
        assert torch.allclose(a, b, atol=0.02)


def test_alignment_loss_counts_linked_positions_once() -> None:
    scores = torch.zeros(1, 3, 4)
    links = torch.tensor([[0, 1, 0], [0, 1, 2], [0, 2, 3]])
    assert alignment_loss(scores, links).item() == pytest.approx(1.3863, abs=1e-4)
    assert alignment_loss(scores, links[:0]).item() == 0


def test_a_grown_model_says_the_same() -> None:
    small = made()
    large = made(Config(60, width=16, heads=2, feedforward=40, encoder=4, decoder=3))
    start.grow(large, SMALL, weights({"model": small.state_dict()}))
    for a, b in zip(outputs(small), outputs(large), strict=True):
        assert torch.allclose(a, b, atol=1e-5)
    with pytest.raises(ValueError, match="width"):
        start.grow(made(Config(60, width=32, heads=2)), SMALL, small.state_dict())
    with pytest.raises(ValueError, match="shrink"):
        start.grow(made(Config(60, 16, 2, 24, 1, 2)), SMALL, small.state_dict())


def data(folder: Path) -> Tokens:
    examples = [
        Encoded([5 + n % 9, 6 + n % 7], [30 + n % 9, 30 + n % 7, 50], [(0, 0), (1, 1)], 0)
        for n in range(90)
    ]
    write_parts(folder, examples, ["news"])
    return read_parts(folder)


def test_the_dictionary_start_puts_translations_together(tmp_path: Path) -> None:
    model = made()
    affinity = start.dictionary(data(tmp_path), 60)
    start.start_from_dictionary(model, affinity)
    e = torch.nn.functional.normalize(model.embedding.weight, dim=1)
    near = (e[5:14] @ e[30:39].t()).diagonal()
    assert near.mean() > 0.2 + (e[15:29] @ e[40:54].t()).abs().mean()


def test_a_step_of_muon_has_singular_values_near_one() -> None:
    torch.manual_seed(3)
    for shape in ((24, 8), (8, 24)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(shape), torch.float32))
        assert 0.6 < values.min() < values.max() < 1.3


def muon_steps(rank: int, workers: int, folder: str) -> None:
    """Two steps of Muon on matrices of known gradients; the weights go to ``folder/RANK.pt``."""
    if workers > 1:
        store = torch.distributed.FileStore(f"{folder}/store", workers)
        torch.distributed.init_process_group("gloo", rank=rank, world_size=workers, store=store)
    torch.manual_seed(4)
    matrices = [torch.nn.Parameter(torch.randn(shape)) for shape in ((6, 4), (4, 6), (5, 5))]
    muon = Muon(matrices, torch.float32)
    for _ in range(2):
        for p in matrices:
            p.grad = torch.randn_like(p)
        muon.step()
    torch.save([p.detach() for p in matrices], f"{folder}/{workers}-{rank}.pt")
    if workers > 1:
        torch.distributed.destroy_process_group()


def test_workers_that_share_the_steps_take_the_same(tmp_path: Path) -> None:
    muon_steps(0, 1, str(tmp_path))
    torch.multiprocessing.spawn(muon_steps, (2, str(tmp_path)), 2)
    alone, first, second = (torch.load(tmp_path / f"{n}.pt") for n in ("1-0", "2-0", "2-1"))
    for a, b, c in zip(alone, first, second, strict=True):
        assert torch.equal(b, c)
        assert torch.allclose(a, b, atol=1e-6)


def test_muon_is_that_of_torch() -> None:
    torch.manual_seed(5)
    mine, theirs = (torch.nn.Parameter(torch.ones(6, 4)) for _ in range(2))
    ours = Muon([mine], torch.bfloat16)
    reference = torch.optim.Muon(
        [theirs], lr=1e-3, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"
    )
    for _ in range(3):
        mine.grad = torch.randn_like(mine)
        theirs.grad = mine.grad.clone()
        ours.step()
        reference.step()
    assert torch.allclose(mine, theirs, atol=1e-6)


def steps(trainer: Trainer, count: int) -> None:
    for position, batch in itertools.islice(trainer.batches(), count):
        trainer.update(batch, 1.0)
        trainer.position = position


def test_a_stopped_run_goes_on_as_if_it_had_not(tmp_path: Path) -> None:
    tokens, settings = data(tmp_path), Settings(minutes=1, tokens=60, rate=1e-2)
    whole = Trainer(tokens, made(), settings)
    steps(whole, 9)
    first = Trainer(tokens, made(), settings)
    steps(first, 5)
    save(tmp_path / "last.pt", **first.state())
    second = Trainer(tokens, made(), settings)
    second.restore(load(tmp_path / "last.pt"), same_run=True)
    steps(second, 4)
    assert second.position == whole.position
    for a, b in zip(whole.average, second.average, strict=True):
        assert torch.equal(a, b)
    for a, b in zip(whole.model.parameters(), second.model.parameters(), strict=True):
        assert torch.equal(a, b)


def test_training_lowers_both_losses(tmp_path: Path) -> None:
    trainer = Trainer(data(tmp_path), made(), Settings(minutes=1, tokens=60, rate=1e-2, guide=1.0))
    batch = next(trainer.batches())[1]
    before = [x.item() for x in trainer.losses(batch)]
    steps(trainer, 25)
    after = [x.item() for x in trainer.losses(batch)]
    assert after[0] < 0.8 * before[0]
    assert after[1] < 0.8 * before[1]


def test_slim_keeps_the_average_and_mean_is_the_mean(tmp_path: Path) -> None:
    trainer = Trainer(data(tmp_path), made(), Settings(minutes=1, tokens=60))
    steps(trainer, 4)
    save(tmp_path / "last.pt", **trainer.state())
    small = weights(load(slim(tmp_path / "last.pt", tmp_path / "slim.pt")))
    for mine, kept in zip(trainer.average, small.values(), strict=True):
        assert torch.allclose(mine, kept, atol=0.01)
    assert (tmp_path / "slim.pt").stat().st_size * 4 < (tmp_path / "last.pt").stat().st_size
    doubled = {name: 3 * value for name, value in small.items()}
    assert torch.allclose(mean_of([small, doubled])["bias"], 2 * small["bias"])
