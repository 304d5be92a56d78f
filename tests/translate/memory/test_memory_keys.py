"""What a translation is kept under changes with all that decides it, and with nothing else."""

from __future__ import annotations

import pytest

from visavis.translate.engine.signature import program
from visavis.translate.glossary.terms import EMPTY
from visavis.translate.memory import keys


def test_a_key_changes_with_engine_and_program(monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.key_for("maker", "Oui.", (), EMPTY)
    assert keys.key_for("another", "Oui.", (), EMPTY) != key
    monkeypatch.setattr(keys, "PROGRAM", program(["9", "9", "9"]))
    assert keys.key_for("maker", "Oui.", (), EMPTY) != key
