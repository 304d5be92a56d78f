"""A signature names all that decides a translation, and changes with each part of it."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

import pytest

from visavis.translate.engine import signature
from visavis.translate.engine.signature import EngineSignature, signature_of
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.terms import EMPTY

ENGINE = EngineSignature("ctranslate2-4.8", "embedded-0.2", "6d7e", 4, 1.0)


def test_the_libraries_that_decide_are_those_installed() -> None:
    assert signature.LIBRARIES == ("lemminflect", "sentencepiece", "simplemma")
    assert signature.program([version(name) for name in signature.LIBRARIES]) == signature.PROGRAM
    assert (
        signature.program(["0.2.3", "0.2.3", "1.1.2"]) == "algorithm:visavis-1|libraries:b474b297"
    )


@pytest.mark.parametrize("changed", range(3))
def test_another_version_of_any_of_them_is_another_program(changed: int) -> None:
    versions = ["0.2.3", "0.2.3", "1.1.2"]
    before = signature.program(versions)
    versions[changed] = "9.9"
    assert signature.program(versions) != before


def test_our_own_number_counts_and_the_release_number_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert version("visavis") not in signature.PROGRAM
    before = signature.PROGRAM
    monkeypatch.setattr(signature, "ALGORITHM", 2)
    assert signature.program([version(name) for name in signature.LIBRARIES]) != before


def test_it_is_one_line() -> None:
    engine = "engine:ctranslate2-4.8|model:embedded-0.2|sum:6d7e|beam:4|lp:1.0"
    assert str(ENGINE) == engine
    whole = signature_of(ENGINE, EMPTY)
    assert str(whole) == f"{engine}|glossary:none|{signature.PROGRAM}"
    assert str(replace(whole, aligner="x")) == f"aligned:x|{whole}"
    rows = parse_glossary("source,target\nvote,ballot\n", "test")
    assert str(signature_of(ENGINE, rows)) == str(whole).replace("none", rows.digest[:12])


def test_another_program_signs_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signature_of(ENGINE, EMPTY)
    monkeypatch.setattr(signature, "PROGRAM", signature.program(["9", "9", "9"]))
    after = signature_of(ENGINE, EMPTY)
    assert after != before
    assert str(after) != str(before)
