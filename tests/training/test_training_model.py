"""The network and its trainer, where torch is installed."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.batches import Batch, Shape, batch, pack  # noqa: E402
from training.checkpoint import load, mean_of, weights  # noqa: E402
from training.loss import alignment_loss, cross_entropy  # noqa: E402
from training.model import Config, Translator  # noqa: E402
from training.optimizer import Muon, orthogonal  # noqa: E402
from training.parts import Encoded, Tokens, read_parts, write_parts  # noqa: E402
from training.train import Settings, Trainer, grown, run, share_of_rate  # noqa: E402

torch.set_num_threads(1)  # two wait for each other on a busy machine
SMALL = Config(60, width=16, heads=2, feedforward=24, encoder=2, decoder=2)
SETTINGS = Settings(
    minutes=1, rows=2, row=48, rate=1e-2, warmup=1, dropout=0.0, producers=0, device="cpu"
)


def made() -> Translator:
    torch.manual_seed(1)
    return Translator(SMALL)


def data(folder: Path) -> Tokens:
    examples = [
        Encoded([5 + n % 9, 6 + n % 7], [30 + n % 9, 30 + n % 7, 50], [(0, 0), (1, 1)], "news")
        for n in range(90)
    ]
    write_parts(folder, examples)
    return read_parts(folder)


def batch_of(tokens: Tokens, numbers: list[int], shape: Shape) -> Batch:
    (places,) = pack(tokens, np.array(numbers), shape)
    return Batch(*map(torch.from_numpy, batch(tokens, places, shape)))


def trainer(model: Translator | None = None) -> Trainer:
    return Trainer(model or made(), list(range(60)), SETTINGS, torch.float32)


def test_what_shares_a_row_does_not_see_each_other(tmp_path: Path) -> None:
    tokens, model = data(tmp_path), made()
    with torch.no_grad():
        states, scores = model(batch_of(tokens, [1, 2, 3], Shape(1, 16)))
        alone, own = model(batch_of(tokens, [2], Shape(1, 16)))
    assert torch.allclose(states[0, 4:8], alone[0, :4], atol=1e-5)
    assert torch.allclose(scores[0, 4:8, 2:4], own[0, :4, :2], atol=1e-5)
    assert (scores[0, 4:8, [0, 1, 4, 5]] < -9000).all()


def test_the_future_is_hidden(tmp_path: Path) -> None:
    one = batch_of(data(tmp_path), [1], Shape(1, 8))
    previous = one.previous.clone()
    previous[0, 2] = 44
    with torch.no_grad():
        before, after = (made()(some)[0] for some in (one, one._replace(previous=previous)))
    assert torch.allclose(before[0, :2], after[0, :2], atol=1e-6)
    assert not torch.allclose(before[0, 2], after[0, 2], atol=1e-3)


@pytest.mark.filterwarnings("ignore:The .grad attribute")  # torch's own, while it traces
def test_compiled_layers_say_the_same(tmp_path: Path) -> None:
    one = batch_of(data(tmp_path), [1, 2], Shape(1, 16))
    model = made()
    plain = model(one)[0]
    model.compile_layers(backend="aot_eager")
    assert torch.allclose(model(one)[0], plain, atol=1e-5)


def test_the_loss_is_cross_entropy_of_real_pieces() -> None:
    torch.manual_seed(2)
    states, weight, bias = torch.randn(7, 16), torch.randn(30, 16), torch.randn(30)
    gold, real = torch.randint(30, (7,)), torch.tensor([1.0, 1, 1, 0, 1, 0, 1])
    mine = cross_entropy(states, weight, bias, gold, real, 0.1)
    for ours, smoothing in zip(mine, (0.1, 0.0), strict=True):
        theirs = torch.nn.functional.cross_entropy(
            (states @ weight.t() + bias)[real > 0], gold[real > 0], label_smoothing=smoothing
        )
        assert ours.item() == pytest.approx(theirs.item(), rel=1e-5)


def test_alignment_loss_is_cross_entropy_of_linked_pieces() -> None:
    scores = torch.zeros(2, 3, 4)
    target, source = torch.tensor([1, 1, 5]), torch.tensor([0, 2, 3])
    loss = alignment_loss(scores, target, source, torch.tensor([0.25, 0.25, 0.5]))
    assert loss.item() == pytest.approx(1.3863, abs=1e-4)
    scores[0, 1, 0] = scores[0, 1, 2] = scores[1, 2, 3] = 50.0
    loss = alignment_loss(scores, target, source, torch.tensor([0.25, 0.25, 0.5]))
    assert loss.item() == pytest.approx(0.5 * 0.6931, abs=1e-4)


def test_a_step_of_muon_has_singular_values_near_one() -> None:
    torch.manual_seed(3)
    for shape in ((3, 24, 8), (3, 8, 24)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(shape), torch.float32))
        assert 0.6 < values.min() < values.max() < 1.3


def test_muon_is_that_of_torch() -> None:
    torch.manual_seed(5)
    shapes = [(6, 4), (6, 4), (4, 6)]
    mine, theirs = ([torch.nn.Parameter(torch.ones(s)) for s in shapes] for _ in range(2))
    ours = Muon(mine, torch.bfloat16, decay=0.01)
    reference = torch.optim.Muon(theirs, lr=1e-3, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    for _ in range(3):
        for a, b in zip(mine, theirs, strict=True):
            a.grad = torch.randn_like(a)
            b.grad = a.grad.clone()
        ours.step(1e-3)
        reference.step()
    moved = [torch.cat([(p - 1).flatten() for p in some]) for some in (mine, theirs)]
    assert torch.cosine_similarity(*moved, dim=0) > 0.999
    assert moved[0].norm().item() == pytest.approx(moved[1].norm().item(), rel=0.01)


@pytest.mark.parametrize(
    ("step", "done", "expected"),
    [(0, 0.0, 0.01), (99, 0.1, 1.0), (5000, 0.15, 1.0), (5000, 0.575, 0.5), (5000, 1.0, 0.0)],
)
def test_the_rate_rises_by_steps_and_falls_by_the_clock(
    step: int, done: float, expected: float
) -> None:
    assert share_of_rate(step, done, warmup=100, fall=0.15) == pytest.approx(expected)


def test_training_lowers_all_losses(tmp_path: Path) -> None:
    some, learner = batch_of(data(tmp_path), list(range(20)), Shape(2, 48)), trainer()
    before = learner.losses(some)
    for _ in range(25):
        learner.update(some, 1.0)
    after = learner.losses(some)
    assert after[3] == before[3] == 80  # three pieces and an end each
    assert (after[:3] < 0.8 * before[:3]).all()


def test_only_pieces_of_the_output_are_chosen_among(tmp_path: Path) -> None:
    model = made()
    some = batch_of(data(tmp_path), [0], Shape(1, 8))
    every = trainer(model).losses(some)[1]
    few = Trainer(model, [3, 30, 50], SETTINGS, torch.float32).losses(some)[1]
    assert few < every


def test_a_run_leaves_a_checkpoint_that_another_goes_on_from(tmp_path: Path) -> None:
    tokens = data(tmp_path / "parts")
    short = Settings(minutes=0.02, rows=2, row=48, warmup=1, dropout=0.0, producers=0, device="cpu")
    learner = Trainer(made(), list(range(60)), short, torch.float32)
    run(learner, tokens, tokens, tmp_path)
    curve = [line.split("\t") for line in (tmp_path / "curve.tsv").read_text().splitlines()]
    assert curve[0][:2] == ["1", curve[0][1]]
    assert curve[-1][1] == "held out"
    assert float(curve[-1][2]) < float(curve[0][3])
    again = grown(tmp_path / "last.pt", 0.0)
    assert again.config == SMALL
    for mine, saved in zip(learner.model.parameters(), again.parameters(), strict=True):
        assert torch.allclose(mine, saved, rtol=0.01, atol=1e-6)


def test_mean_is_the_mean(tmp_path: Path) -> None:
    trainer().save(tmp_path / "last.pt")
    once = weights(load(tmp_path / "last.pt"))
    thrice = {name: 3 * value for name, value in once.items()}
    mean = mean_of([once, thrice])
    assert all(torch.allclose(mean[name], 2 * once[name]) for name in once)
