"""Imports point one way: between the packages, and between the rooms of `translate`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("visavis", "reader", "translate", "corpus")
"""Each may import those behind it. Nothing here imports `training` or `benchmarks`."""
FLOORS = (
    ("cli",),
    ("runs",),
    ("published", "review"),
    ("translator",),
    ("articles",),
    ("memory", "terminology"),
    ("engine", "formats"),
    ("fidelity", "glossary"),
    ("language",),
    ("bilingual", "lexicon", "packages"),
)
"""The rooms of `translate`, the highest first, and `translator`, the one module that is a floor by
itself; each imports from lower floors only."""


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, at whatever place; ours without `visavis.` in front."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            inner = name.removeprefix("visavis.")
            yield inner if inner.split(".")[0] in PACKAGES else name


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_those_behind_it(package: str) -> None:
    others = {"training", "benchmarks", *PACKAGES[: PACKAGES.index(package)]}
    for path in sorted((ROOT / package).rglob("*.py")):
        wrong = [name for name in imported(path) if name.split(".")[0] in others]
        assert not wrong, path


def test_every_room_has_a_floor_and_every_module_a_room() -> None:
    rooms = {path.parent.name for path in (ROOT / "translate").glob("*/__init__.py")}
    modules = {path.stem for path in (ROOT / "translate").glob("*.py")} - {"__init__"}
    assert modules == {"translator"}
    assert rooms | modules == {room for floor in FLOORS for room in floor}


@pytest.mark.parametrize("room", [room for floor in FLOORS for room in floor])
def test_a_room_imports_only_from_lower_floors(room: str) -> None:
    level = next(index for index, floor in enumerate(FLOORS) if room in floor)
    allowed = {room, *(lower for floor in FLOORS[level + 1 :] for lower in floor)}
    files = [*(ROOT / "translate").glob(f"{room}.py"), *(ROOT / "translate" / room).rglob("*.py")]
    for path in sorted(files):
        names = [name.split(".") for name in imported(path)]
        wrong = [".".join(n) for n in names if n[0] == "translate" and n[1] not in allowed]
        assert not wrong, path
