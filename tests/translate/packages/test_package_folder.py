"""What a sound archive becomes: a package that stock argostranslate reads too."""

from __future__ import annotations

import os
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest
from package_zips import TOP, Entries, listing, metadata, python, write_zip

from visavis.translate.engine.engine import Engine
from visavis.translate.packages import choice as packages
from visavis.translate.packages.choice import PackageError, unpack
from visavis.translate.packages.folder import read_folder


def test_an_unpacked_archive_is_a_package_with_its_metadata(sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound, zipfile.ZIP_DEFLATED)
    folder = unpack(archive, tmp_path / "new" / "packages")
    assert folder == tmp_path / "new" / "packages" / "translate-fr_en-1_0"
    package = read_folder(folder)
    assert (package.name, package.version, package.path) == ("translate-fr_en-1_0", "1.0", folder)
    assert (package.from_code, package.to_code, package.terminology) == ("fr", "en", None)
    assert {name: (folder.parent / name).read_bytes() for name in sound} == sound
    assert [path.name for path in folder.parent.iterdir()] == ["translate-fr_en-1_0"]


def test_entries_for_folders_and_other_files_are_kept(sound: Entries, tmp_path: Path) -> None:
    entries: list[tuple[str | zipfile.ZipInfo, bytes]] = [
        (f"{TOP}/", b""),
        (f"{TOP}/stanza/fr/", b""),
        *sound.items(),
        (f"{TOP}/Notes à lire.txt", b"bonjour"),
    ]
    folder = unpack(write_zip(tmp_path / "a.argosmodel", entries), tmp_path / "packages")
    assert (folder / "stanza" / "fr").is_dir()
    assert (folder / "Notes à lire.txt").read_bytes() == b"bonjour"


STOCK = (
    "import sys, types\n"
    # Only what splits sentences is not stock: it would download a model.
    "splitter = types.SimpleNamespace(sentences=lambda text: text.splitlines())\n"
    "models = types.SimpleNamespace(list_models=lambda: ['fr'])\n"
    "for name, given in (('stanza', {}), ('minisbd', {'models': models, "
    "'SBDetect': lambda *_, **__: splitter})):\n"
    "    sys.modules[name] = types.ModuleType(name)\n"
    "    vars(sys.modules[name]).update(given)\n"
    "from argostranslate import translate\n"
    "print(translate.translate('Le monde est grand.\\nLe prix est élevé.', 'fr', 'en'))\n"
)


def test_stock_argostranslate_translates_with_our_package(tmp_path: Path) -> None:
    unpack(packages.EMBEDDED_ARCHIVE, tmp_path / "packages")
    done = python(STOCK, HOME=tmp_path, ARGOS_PACKAGES_DIR=tmp_path / "packages")
    first, second = done.stdout.splitlines()
    assert "world" in first
    assert "price" in second


def test_terminology_marks_are_read_from_the_metadata(sound: Entries, tmp_path: Path) -> None:
    marks = {"open": "⟦", "middle": "¦ ", "close": "⟧"}
    entries = sound | {f"{TOP}/metadata.json": metadata(terminology=marks)}
    folder = unpack(write_zip(tmp_path / "a.argosmodel", entries), tmp_path / "packages")
    assert read_folder(folder).terminology == ("⟦", "¦ ", "⟧")


def test_a_package_with_bpe_and_two_vocabularies_works(sound: Entries, tmp_path: Path) -> None:
    entries = dict(sound)
    vocabulary = entries.pop(f"{TOP}/model/shared_vocabulary.json")
    del entries[f"{TOP}/sentencepiece.model"]
    entries |= {
        f"{TOP}/model/source_vocabulary.json": vocabulary,
        f"{TOP}/model/target_vocabulary.json": vocabulary,
        f"{TOP}/bpe.model": b"#version: 0.2\nb o\nn j\n",
    }
    folder = unpack(write_zip(tmp_path / "a.argosmodel", entries), tmp_path / "packages")
    assert (read_folder(folder).version, read_folder(folder).has_bpe) == ("1.0", True)
    engine = Engine(read_folder(folder), threads=1)
    assert len(engine.translate(["Bonjour le monde.", "« Le monde »"])) == 2
    assert len(engine.align([("Le monde.", "The world.")])) == 1
    assert engine.signature.bpe == f"{version('sacremoses')}+{version('subword-nmt')}"


def test_the_checksum_is_over_all_that_decides_a_translation(tmp_path: Path) -> None:
    def checksum(**changes: bytes) -> str:
        files = {
            "metadata.json": metadata(),
            "model/model.bin": b"weights",
            "model/config.json": b"{}",
            "sentencepiece.model": b"pieces",
            "model/shared_vocabulary.json": b"[]",
        }
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        (folder / "model").mkdir()
        for name, content in (files | changes).items():
            (folder / name).write_bytes(content)
        return read_folder(folder).checksum

    plain = checksum()
    # cd FOLDER; sha256sum metadata.json model/model.bin … | sha256sum
    assert plain == "6a512c7947263e315d2900ec3df6ad76dde44819d564d51dd902ee3ae3663dad"
    assert checksum(**{"README.md": b"read me"}) == plain
    for name in ("model/model.bin", "model/config.json", "sentencepiece.model"):
        assert checksum(**{name: b"other"}) != plain
    assert checksum(**{"model/shared_vocabulary.json": b"[1]"}) != plain
    assert checksum(**{"model/vmap.txt": b"\tthe"}) != plain
    assert checksum(**{"metadata.json": metadata(target_prefix=">>en<<")}) != plain


def test_a_changed_file_changes_the_checksum_in_a_running_program(
    sound: Entries, tmp_path: Path
) -> None:
    folder = unpack(write_zip(tmp_path / "a.argosmodel", sound), tmp_path / "packages")
    before = read_folder(folder)
    assert read_folder(folder) == before
    model = folder / "model" / "model.bin"
    model.write_bytes(model.read_bytes() + b"more")
    assert read_folder(folder).checksum != before.checksum


def test_unpacking_again_replaces_the_folder(sound: Entries, tmp_path: Path) -> None:
    old = sound | {f"{TOP}/old.txt": b"old"}
    unpack(write_zip(tmp_path / "old.argosmodel", old), tmp_path / "packages")
    folder = unpack(write_zip(tmp_path / "new.argosmodel", sound), tmp_path / "packages")
    assert not (folder / "old.txt").exists()
    assert [path.name for path in folder.parent.iterdir()] == [TOP]


def test_a_package_stays_when_its_replacement_cannot_be_moved_in(
    sound: Entries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound | {f"{TOP}/old.txt": b"old"})
    unpack(archive, tmp_path / "packages")
    before = listing(tmp_path)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == TOP and self.parent.name.startswith(".visavis-"):
            raise PermissionError(13, "Permission denied", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(PackageError, match="Permission denied"):
        unpack(archive, tmp_path / "packages")
    assert listing(tmp_path) == before


def test_several_threads_may_install_one_package(sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound)
    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: unpack(archive, tmp_path / "packages"), range(12)))
    assert set(folders) == {tmp_path / "packages" / TOP}
    assert [path.name for path in (tmp_path / "packages").iterdir()] == [TOP]
    assert read_folder(folders[0]).version == "1.0"


def test_the_remains_of_a_killed_installation_are_removed(sound: Entries, tmp_path: Path) -> None:
    killed, running = tmp_path / ".visavis-killed", tmp_path / ".visavis-running"
    for folder in (killed, running):
        folder.mkdir()
        (folder / "part").write_bytes(b"part")
    os.utime(killed, (0, 0))
    unpack(write_zip(tmp_path / "a.argosmodel", sound), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".visavis-running",
        "a.argosmodel",
        TOP,
    ]


@pytest.mark.parametrize(("step", "after"), [(0, False), (1, True)])
def test_the_metadata_says_which_step_aligns(
    sound: Entries, tmp_path: Path, step: int, after: bool
) -> None:
    entries = sound | {f"{TOP}/metadata.json": metadata(alignment_step=step)}
    folder = unpack(write_zip(tmp_path / "a.argosmodel", entries), tmp_path / "packages")
    assert read_folder(folder).aligns_after is after
