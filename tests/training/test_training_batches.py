"""Token ids on disk and in batches: nothing lost, nothing twice, and a stop that costs nothing."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.batches import BOS, EOS, PAD, batch, plan, sample, stream
from training.parts import Encoded, Tokens, read_parts, write_parts
from training.schedule import rate


def examples(count: int) -> list[Encoded]:
    return [
        Encoded([10 + n] * (1 + n % 7), [500 + n] * (1 + n % 5), [(0, n % 2)] * (n % 3 > 0), n % 2)
        for n in range(count)
    ]


def tokens(folder: Path, count: int, size: int = 10) -> Tokens:
    assert write_parts(folder, examples(count), ["news", "laws"], size) == count
    return read_parts(folder)


def test_parts_give_back_what_was_written(tmp_path: Path) -> None:
    read = tokens(tmp_path, 25)
    assert len(list(tmp_path.glob("part-*.npz.xz"))) == 3
    assert len(read) == 25
    for n, example in enumerate(examples(25)):
        assert read.source[slice(*read.source_start[n : n + 2])].tolist() == example.source
        assert read.target[slice(*read.target_start[n : n + 2])].tolist() == example.target
        assert [tuple(x) for x in read.links[slice(*read.links_start[n : n + 2])]] == example.links
        assert read.domain[n] == example.domain
    assert read.domains == ("news", "laws")


def test_examples_too_long_or_empty_are_not_written(tmp_path: Path) -> None:
    odd = [Encoded([], [1], [], 0), Encoded([1] * 201, [1], [], 0), Encoded([1], [2], [], 0)]
    assert write_parts(tmp_path, odd, ["news"]) == 1


def test_no_parts_is_an_error_that_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="annotate"):
        read_parts(tmp_path)


def test_a_batch_is_padded_shifted_and_ended(tmp_path: Path) -> None:
    made = batch(tokens(tmp_path, 5), np.array([2, 1]))
    assert made.source.tolist() == [[12, 12, 12, PAD], [11, 11, PAD, PAD]]
    assert made.previous.tolist() == [[BOS, 502, 502, 502], [BOS, 501, 501, PAD]]
    assert made.gold.tolist() == [[502, 502, 502, EOS], [501, 501, EOS, PAD]]
    assert made.links.tolist() == [[0, 1, 0], [1, 1, 1]]
    assert made.tokens == 7


def test_weights_repeat_and_leave_out(tmp_path: Path) -> None:
    read = tokens(tmp_path, 20)
    order = sample(read, {"news": 2.0, "laws": 0.0}.__getitem__, 1)
    assert sorted(order.tolist()) == sorted([*range(0, 20, 2)] * 2)


@settings(max_examples=20)
@given(st.integers(8, 60), st.integers(0, 5))
def test_a_plan_holds_each_example_once_and_no_batch_too_large(size: int, seed: int) -> None:
    count = 40
    zero = np.zeros(0, np.uint8)
    lengths = np.arange(count) % 7 + 1
    starts = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.zeros(starts[-1], np.uint16)
    read = Tokens(
        flat, flat, zero.reshape(0, 2), starts, starts, np.zeros(count + 1, np.int64),
        np.zeros(count, np.uint8), ("news",),
    )  # fmt: skip
    batches = plan(read, sample(read, lambda _: 1.0, seed), size, seed)
    assert sorted(n for b in batches for n in b.tolist()) == list(range(count))
    assert all(len(b) * (lengths[b].max() + 1) <= size for b in batches)


def test_a_resumed_stream_goes_on_where_it_stopped(tmp_path: Path) -> None:
    read = tokens(tmp_path, 60)

    def first(count: int, start: tuple[int, int] = (0, 0)) -> list[tuple[tuple[int, int], list]]:  # type: ignore[type-arg]
        items = itertools.islice(stream(read, lambda _: 1.0, 24, 7, start), count)
        return [(position, b.source.tolist()) for position, b in items]

    whole = first(40)
    assert whole[-1][0][0] > 0  # it went past the end of a pass
    for stop in (1, 13, 25):
        assert first(40 - stop, whole[stop - 1][0]) == whole[stop:]


def test_workers_share_a_pass(tmp_path: Path) -> None:
    read = tokens(tmp_path, 60)
    parts = [
        [b.source.tolist() for _, b in itertools.islice(
            stream(read, lambda _: 1.0, 24, 7, (0, 0), (n, 2)), 5)]
        for n in (0, 1)
    ]  # fmt: skip
    alone = [b.source.tolist() for _, b in itertools.islice(stream(read, lambda _: 1.0, 24, 7), 10)]
    assert [x for pair in zip(*parts, strict=True) for x in pair] == alone


@pytest.mark.parametrize(
    ("step", "done", "expected"),
    [(0, 0.0, 0.01), (99, 0.1, 1.0), (5000, 0.8, 1.0), (5000, 0.9, 0.5), (5000, 1.0, 0.02)],
)
def test_rate(step: int, done: float, expected: float) -> None:
    assert rate(step, done, warmup=100, decay=0.2) == pytest.approx(expected)


def test_without_decay_the_rate_stays() -> None:
    assert rate(5000, 0.99, warmup=100, decay=0.0) == 1.0
