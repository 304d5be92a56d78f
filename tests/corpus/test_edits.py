"""Edits lead from a text to another and back, and two steps become one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.edits import REASONS, Edit, apply, compose, replace, revert


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    if len(cuts) % 2:
        cuts.pop()
    return [
        replace(text, start, end, draw(st.text("xyz \n", max_size=3)), "markup")
        for start, end in zip(cuts[::2], cuts[1::2], strict=True)
    ]


@given(st.data(), st.text("abc \n", max_size=20))
def test_two_steps_become_one_with_the_same_effect(data: st.DataObject, raw: str) -> None:
    first = data.draw(edits_of(raw))
    between = apply(raw, first)
    second = data.draw(edits_of(between))
    composed = compose(first, second)
    assert apply(raw, composed) == apply(between, second)
    assert revert(apply(raw, composed), composed) == raw
    assert all(left.end <= right.start for left, right in pairwise(composed))


def test_edits_that_overlap_become_one_with_the_later_rule() -> None:
    raw = "*© Odile Ferrant*\nTexte"
    emphasis = [replace(raw, 0, 1, "", "markup"), replace(raw, 16, 17, "", "markup")]
    credit = [replace("© Odile Ferrant\nTexte", 0, 16, "", "photo-credit")]
    assert [(edit.removed, edit.rule) for edit in compose(emphasis, credit)] == [
        ("*", "markup"),
        ("© Odile Ferrant*\n", "photo-credit"),
    ]


def test_edits_of_another_text_are_refused() -> None:
    edit = replace("abc", 1, 2, "", "layout")
    with pytest.raises(ValueError, match="does not fit"):
        apply("axc", [edit])
    with pytest.raises(ValueError, match="does not fit"):
        apply("abc", [edit, edit])
    with pytest.raises(ValueError, match="does not fit"):
        Edit(1, 3, "b", "", "layout", "")


def test_every_rule_has_a_sentence() -> None:
    assert all(reason[0].isupper() and reason.endswith(".") for reason in REASONS.values())
