"""Token ids on disk and in batches: nothing lost, nothing twice."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.batches import BOS, EOS, PAD, Place, Shape, batch, pack, sample, stream
from training.parts import Encoded, Tokens, read_parts, write_parts


def examples(count: int) -> list[Encoded]:
    return [
        Encoded(
            [10 + n] * (1 + n % 7),
            [500 + n] * (1 + n % 5),
            [(0, n % 2)] * (n % 3 > 0),
            ("news", "laws")[n % 2],
        )
        for n in range(count)
    ]


def tokens(folder: Path, count: int, size: int = 10) -> Tokens:
    assert write_parts(folder, examples(count), size) == count
    return read_parts(folder)


def test_parts_give_back_what_was_written(tmp_path: Path) -> None:
    read = tokens(tmp_path, 25)
    assert len(list(tmp_path.glob("part-*.npz.xz"))) == 3
    assert len(read) == 25
    for n, example in enumerate(examples(25)):
        assert read.source[slice(*read.source_start[n : n + 2])].tolist() == example.source
        assert read.target[slice(*read.target_start[n : n + 2])].tolist() == example.target
        assert [tuple(x) for x in read.links[slice(*read.links_start[n : n + 2])]] == example.links
        assert read.domains[read.domain[n]] == example.domain


def test_examples_too_long_or_empty_are_not_written(tmp_path: Path) -> None:
    odd = [([], [1]), ([1] * 201, [1]), ([1], [2])]
    assert write_parts(tmp_path, [Encoded(*sides, [], "news") for sides in odd]) == 1


def test_no_parts_is_an_error_that_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="annotate"):
        read_parts(tmp_path)


def test_a_batch_is_packed_shifted_ended_and_linked(tmp_path: Path) -> None:
    places = [Place(2, 0, 0, 0), Place(1, 0, 3, 4), Place(1, 1, 0, 0)]
    made = batch(tokens(tmp_path, 5), places, Shape(rows=2, row=8))
    assert made.source.tolist() == [[12, 12, 12, 11, 11, *[PAD] * 3], [11, 11, *[PAD] * 6]]
    assert made.previous.tolist() == [
        [BOS, 502, 502, 502, BOS, 501, 501, PAD],
        [BOS, 501, 501, *[PAD] * 5],
    ]
    assert made.gold.tolist() == [
        [502, 502, 502, EOS, 501, 501, EOS, PAD],
        [501, 501, EOS, *[PAD] * 5],
    ]
    assert made.source_segment.tolist() == [[1, 1, 1, 2, 2, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0]]
    assert made.target_segment.tolist() == [[1, 1, 1, 1, 2, 2, 2, 0], [1, 1, 1, 0, 0, 0, 0, 0]]
    assert made.source_place.tolist() == [[0, 1, 2, 0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0]]
    assert made.target_place.tolist() == [[0, 1, 2, 3, 0, 1, 2, 0], [0, 1, 2, 0, 0, 0, 0, 0]]
    # Links of the first target pieces stand one step later; the second row begins at 8.
    real = made.link_weight > 0
    assert made.link_target[real].tolist() == [1, 5, 9]
    assert made.link_source[real].tolist() == [0, 4, 1]
    assert made.link_weight[real].tolist() == pytest.approx([1 / 3] * 3)
    assert len(made.link_weight) == 2 * 16


def test_the_links_of_a_piece_share_its_weight(tmp_path: Path) -> None:
    write_parts(tmp_path, [Encoded([5, 6], [7, 8], [(0, 0), (0, 1), (1, 1)], "news")])
    made = batch(read_parts(tmp_path), [Place(0, 0, 0, 0)], Shape(1, 4))
    assert made.link_weight[:4].tolist() == [0.25, 0.25, 0.5, 0.0]


def test_weights_repeat_and_leave_out(tmp_path: Path) -> None:
    read = tokens(tmp_path, 20)
    order = sample(read, {"news": 2.0, "laws": 0.0}.__getitem__, 1)
    assert sorted(order.tolist()) == sorted([*range(0, 20, 2)] * 2)


def of_lengths(source: list[int], target: list[int]) -> Tokens:
    starts = [np.concatenate([[0], np.cumsum(side)]) for side in (source, target)]
    flat = [np.zeros(some[-1], np.uint16) for some in starts]
    none = np.zeros(len(source), np.uint8)
    links = np.zeros((0, 2), np.uint8), np.zeros(len(source) + 1, np.int64)
    return Tokens(*flat, links[0], *starts, links[1], none, ("news",))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 14), st.integers(1, 14)), min_size=1, max_size=150))
def test_rows_hold_each_example_that_fits_once_and_none_overlap(
    lengths: list[tuple[int, int]],
) -> None:
    shape = Shape(rows=3, row=12)
    read = of_lengths(*([pair[n] for pair in lengths] for n in (0, 1)))
    seen = []
    for places in pack(read, np.arange(len(lengths)), shape):
        taken: set[tuple[int, str, int]] = set()
        assert {place.row for place in places} <= set(range(3))
        for example, row, source, target in places:
            seen.append(example)
            a, b = lengths[example]
            new = {(row, "source", source + n) for n in range(a)}
            new |= {(row, "target", target + n) for n in range(b + 1)}  # its end, too
            assert max(n for _, _, n in new) < 12
            assert not new & taken
            taken |= new
    assert sorted(seen) == [n for n, (a, b) in enumerate(lengths) if a <= 12 and b < 12]


def test_rows_are_nearly_full() -> None:
    rng = np.random.default_rng(1)
    lengths = rng.integers(3, 60, 4000).tolist()
    read = of_lengths(lengths, lengths)
    batches = list(pack(read, np.arange(4000), Shape(rows=20, row=192)))
    filled = sum(lengths[place.example] + 1 for places in batches[:-3] for place in places)
    assert filled > 0.97 * len(batches[:-3]) * 20 * 192


def test_producers_share_a_pass(tmp_path: Path) -> None:
    read, shape = tokens(tmp_path, 60), Shape(8, 100)
    parts = [next(stream(read, lambda _: 1.0, shape, 7, (n, 2))) for n in (0, 1)]
    seen = [n for part in parts for n in part.gold[part.gold > EOS].tolist()]
    assert sorted(seen) == sorted(n for example in examples(60) for n in example.target)


def test_another_pass_has_another_order(tmp_path: Path) -> None:
    passes = itertools.islice(stream(tokens(tmp_path, 60), lambda _: 1.0, Shape(8, 100), 7), 2)
    one, two = (made.source.tolist() for made in passes)
    assert one != two


def test_a_stream_without_a_batch_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="prepare more"):
        next(stream(tokens(tmp_path, 5), lambda _: 0.0, Shape(1, 10), 1))
