"""Every test gets a home of its own; nothing of the real one is read or written."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from package_zips import TOP, Entries, metadata, tiny_model


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Entries:
    """The files of a sound package, by their names in the archive."""
    folder = tmp_path_factory.mktemp("model")
    pieces = tiny_model(folder)
    model = {f"{TOP}/model/{file.name}": file.read_bytes() for file in folder.iterdir()}
    return {f"{TOP}/metadata.json": metadata(), f"{TOP}/sentencepiece.model": pieces, **model}


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test: no package, no choice, no cache, its own index."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("CACHE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (home / "packages").mkdir()
    (home / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(home / "tmp"))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home / "packages"))
    from argostranslate import settings as argos

    monkeypatch.setattr(argos, "local_package_index", home / "index.json")
    monkeypatch.setattr(argos, "remote_package_index", "http://127.0.0.1:9/index.json")
    return home
