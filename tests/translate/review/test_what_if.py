"""Which sentences a changed glossary touches, and how they would read."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import EMPTY, Glossary, parse_glossary
from visavis.translate.memory.store import Memory
from visavis.translate.review.what_if import (
    Change,
    WhatIf,
    affected,
    changed_rows,
    what_if,
)
from visavis.translate.translator import Translator

SENTENCES = (
    "La puce est petite.",
    "Les puces électroniques sont là.",
    "Il a levé trois millions.",
    "LA LEVEE DE FONDS EST CLOSE.",
    "Une start-up d'Elon.",
    "Il pleut.",
)
ROWS = (
    "puce,chip,,",
    "puce,flea,forbidden,",
    "puce,microchip,,",
    "puce électronique,microchip,,",
    "lever … millions,raise … million,,verb",
    "levée de fonds,funding round,,",
    "startup,startup,,",
    "Elon,Elon,,",
    "pleuvoir,rain,,verb",
)


def of_rows(rows: Glossary) -> Translator:
    return Translator(glossary=rows)


def glossary(*rows: str) -> Glossary:
    return parse_glossary("\n".join(("source,target,status,pos", *rows)), "g")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((), ("puce,chip,,",), [0, 1]),
        (("puce,chip,,",), ("puce,microchip,,",), [0, 1]),
        (("puce,chip,,",), ("puce,chip,,", "puce,flea,forbidden,"), [0, 1]),
        (("puce,chip,,",), ("puce,chip,,", "puce électronique,microchip,,"), [1]),
        (("puce électronique,microchip,,",), ("puce,chip,,", "puce électronique,microchip,,"), [0]),
        (("levée de fonds,funding round,,",), (), [3]),
        ((), ("startup,startup,,",), [4]),
        (("puce,chip,,", "Elon,Elon,,"), ("Elon,Elon,,", "puce,chip,,"), []),
        ((), ("turbine,turbine,,",), []),
    ],
)
def test_only_sentences_whose_terms_differ_are_affected(
    old: tuple[str, ...], new: tuple[str, ...], expected: list[int]
) -> None:
    found = affected(SENTENCES, *map(of_rows, (glossary(*old), glossary(*new))))
    assert found == tuple(SENTENCES[index] for index in expected)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(ROWS)), st.sets(st.sampled_from(ROWS)))
def test_nothing_is_overlooked(one: set[str], other: set[str]) -> None:
    contradicts = {"puce,microchip,,"}
    old, new = (
        glossary(*sorted(rows - contradicts if "puce,chip,," in rows else rows))
        for rows in (one, other)
    )
    before, after = of_rows(old), of_rows(new)
    assert affected(SENTENCES, before, after) == tuple(
        s for s in SENTENCES if before.key(s) != after.key(s)
    )


def test_a_note_or_another_place_in_the_file_is_no_change() -> None:
    old = parse_glossary("source,target,note\na,b,x\nc,d,\n", "g")
    new = parse_glossary("source,target,note\nc,d,\na,b,y\n", "g")
    assert changed_rows(old, new) == ()
    assert [term.sources for term in changed_rows(old, glossary("c,d,,"))] == [("a",)]


def test_an_exception_affects_its_sentence() -> None:
    old = glossary("puce,chip,,")
    new = replace(old, exceptions=frozenset({("puce", SENTENCES[0])}))
    assert affected(SENTENCES, of_rows(old), of_rows(new)) == (SENTENCES[0],)


def test_old_and_new_side_by_side(engine: Engine, tmp_path: Path) -> None:
    old, new = glossary(), glossary("brevet,licence,,", "rapport,report,,")
    sentences = ["Le brevet est valable.", "Le rapport est clos.", "Il pleut.", "Un brevet !"]
    translator = Translator(glossary=old, model=engine)
    pairs = {pair.source: pair for pair in translator.translate_many(sentences)}
    pairs["Un brevet !"] = replace(pairs["Un brevet !"], provenance="edited", target="Mine!")
    result = what_if(translator, pairs, new)
    assert [change.old.source for change in result.translated] == sentences[:2]
    assert result.kept == 1
    first, second = result.changes
    assert first == Change(pairs[sentences[0]], first.new)
    assert "licence" in first.new.target
    assert [use.outcome for use in second.new.terms] == ["already"]
    assert second.new.target == second.old.target
    with closing(Memory(tmp_path / "memory.sqlite")) as memory:
        saved = translator.using(glossary=new, memory=memory)
        saved.remember(change.new for change in result.translated)
        assert memory.stats().pairs == {str(engine.signature): 2}
        assert saved.known.pairs(saved.known.find(sentences[:1])) == {sentences[0]: first.new}


def test_a_sentence_that_comes_out_the_same_is_no_change() -> None:
    pair = Pair("a", "b", "engine", -1.0)
    result = WhatIf(
        (Change(pair, replace(pair, score=-2.0)), Change(pair, replace(pair, target="c")))
    )
    assert [change.new.target for change in result.changes] == ["c"]


def test_the_same_glossary_changes_nothing_and_decodes_nothing(engine: Engine) -> None:
    translator = Translator(model=engine)
    pairs = {"Il pleut.": translator.translate("Il pleut.")}
    result = what_if(translator, pairs, EMPTY)
    assert result == WhatIf(())
