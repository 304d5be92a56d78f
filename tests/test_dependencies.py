"""What the product imports is declared, and what is declared is imported."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from test_arrows import PACKAGES, ROOT, imported

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements: list[str]) -> set[str]:
    """The distributions that are required, ours left out."""
    found = {re.split(r"[\[<>=!~; ]", one)[0].lower() for one in requirements}
    return found - {"visavis"}


def libraries(folder: Path) -> set[str]:
    """The distributions of what the files of a folder import."""
    known = packages_distributions()
    tops = {name.split(".")[0] for path in folder.rglob("*.py") for name in imported(path)}
    tops -= {*sys.stdlib_module_names, *PACKAGES}
    return {known.get(top, [top])[0].lower() for top in tops}


CORE = names(PROJECT["dependencies"])
EXTRAS = {name: names(some) for name, some in PROJECT["optional-dependencies"].items()}


def test_the_core_imports_what_it_declares_and_what_it_asks_for() -> None:
    found = {one for part in ("corpus", "translate", "visavis") for one in libraries(ROOT / part)}
    assert found == CORE | EXTRAS["tables"] | EXTRAS["argos"] | EXTRAS["ray"]


def test_the_reader_imports_what_its_extra_declares() -> None:
    assert libraries(ROOT / "reader") - CORE == EXTRAS["reader"] | {"pandas"}
