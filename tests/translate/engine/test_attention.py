"""Which of the rows that CTranslate2 returns align which target token."""

from types import SimpleNamespace

import numpy as np

from visavis.translate.engine.attention import rows_after, rows_at, without_end

ROWS = [[0.5, 0.25, 0.25], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def test_a_token_is_aligned_by_the_step_that_has_read_it() -> None:
    assert rows_after(ROWS, 3).tolist() == ROWS[1:]


def test_the_last_token_of_what_was_cut_off_keeps_its_own_row() -> None:
    assert rows_after(ROWS, 4).tolist() == [*ROWS[1:], ROWS[3]]


def test_nothing_said_has_no_rows() -> None:
    assert rows_after([[1.0]], 0).size == 0
    assert rows_after([], 0).size == 0
    assert rows_at([], None).size == 0


def test_the_first_row_of_a_beam_search_is_replaced_by_the_opening() -> None:
    opening = SimpleNamespace(attention=[[[0.75, 0.25]]])
    assert np.array_equal(rows_at(ROWS, opening), [[0.75, 0.25, 0.0], *ROWS[1:]])


def test_only_the_end_is_taken_off() -> None:
    assert without_end(["▁a", "b", "</s>"]) == ["▁a", "b"]
    assert without_end(["▁a", "b"]) == ["▁a", "b"]
    assert without_end(["</s>"]) == []
    assert without_end([]) == []
