"""What a translation is kept under changes with all that decides it, and with nothing else."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from visavis.translate.articles import translation
from visavis.translate.glossary.terms import EMPTY
from visavis.translate.memory import keys


def test_the_libraries_that_decide_are_those_installed() -> None:
    assert keys.LIBRARIES == ("lemminflect", "sentencepiece", "simplemma")
    assert keys.program([version(name) for name in keys.LIBRARIES]) == keys.PROGRAM
    assert keys.program(["0.2.3", "0.2.3", "1.1.2"]) == "algorithm:visavis-1|libraries:b474b297"


@pytest.mark.parametrize("changed", range(3))
def test_another_version_of_any_of_them_is_another_program(changed: int) -> None:
    versions = ["0.2.3", "0.2.3", "1.1.2"]
    before = keys.program(versions)
    versions[changed] = "9.9"
    assert keys.program(versions) != before


def test_our_own_number_counts_and_the_release_number_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert version("visavis") not in keys.PROGRAM
    before = keys.PROGRAM
    monkeypatch.setattr(keys, "ALGORITHM", 2)
    assert keys.program([version(name) for name in keys.LIBRARIES]) != before


def test_memory_and_signature_change_with_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.key_for("maker", "Oui.", (), EMPTY)
    signature = translation.made_by("maker", EMPTY)
    assert signature == f"maker|glossary:none|{keys.PROGRAM}"
    other = keys.program(["9", "9", "9"])
    monkeypatch.setattr(keys, "PROGRAM", other)
    monkeypatch.setattr(translation, "PROGRAM", other)
    assert keys.key_for("maker", "Oui.", (), EMPTY) != key
    assert translation.made_by("maker", EMPTY) != signature
