"""Installed packages, the embedded one, and the choice between them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from package_zips import TOP, Entries, metadata, moved, python, write_zip

from visavis.translate.packages import choice as packages
from visavis.translate.packages.choice import PackageError, embedded, installed, selected, unusable
from visavis.translate.packages.folder import OtherPackageError, read_folder


def install(home: Path, sound: Entries, top: str, version: str) -> None:
    entries = moved(sound, top) | {f"{top}/metadata.json": metadata(package_version=version)}
    assert packages.install_file(write_zip(home / "a.argosmodel", entries)).name == top


def test_installed_packages_are_listed_from_the_newest(sound: Entries, home: Path) -> None:
    assert installed() == ()
    for top, version in (("b", "1.9"), ("c", "1.10"), ("a", "0.9")):
        install(home, sound, top, version)
    assert [(package.name, package.version) for package in installed()] == [
        ("c", "1.10"),
        ("b", "1.9"),
        ("a", "0.9"),
    ]
    assert unusable() == ()
    assert sorted(path.name for path in (home / "packages").iterdir()) == ["a", "b", "c"]


def test_stray_and_broken_folders_are_survived_and_reported(sound: Entries, home: Path) -> None:
    install(home, sound, TOP, "1.0")
    root = home / "packages"
    (root / "stray").mkdir()
    (root / "file.txt").write_text("a file")
    (root / "dangling").symlink_to(root / "nowhere")
    (root / ".visavis-unfinished").mkdir()
    shutil.copytree(root / TOP, root / "broken")
    (root / "broken" / "model" / "model.bin").unlink()
    shutil.copytree(root / TOP, root / "english-french")
    (root / "english-french" / "metadata.json").write_bytes(metadata(from_code="en", to_code="fr"))
    assert [package.name for package in installed()] == [TOP]
    broken, stray = map(str, unusable())
    assert f"{root / 'broken'}: no usable package: it has no model/model.bin" in broken
    assert f"{root / 'stray'}: no usable package: it has no metadata.json" in stray
    assert "Delete this folder" in stray
    with pytest.raises(OtherPackageError):
        read_folder(root / "english-french")


def test_a_missing_or_unreadable_packages_folder_is_survived(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home / "none"))
    assert (installed(), unusable()) == ((), ())
    (home / "file").write_text("a file")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home / "file"))
    assert installed() == ()
    assert ["ARGOS_PACKAGES_DIR" in str(error) for error in unusable()] == [True]


def test_the_folder_that_the_environment_names_is_used(sound: Entries, home: Path) -> None:
    archive = write_zip(home / "a.argosmodel", sound)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from visavis.translate.packages.choice import install_file, installed, selected\n"
        f"install_file(Path({str(archive)!r}))\n"
        "print([package.name for package in installed()], selected().path)\n"
        "assert not {'torch', 'stanza', 'argostranslate'} & set(sys.modules)\n"
    )
    done = python(code, HOME=home, ARGOS_PACKAGES_DIR=home / "elsewhere")
    folder = home / "elsewhere" / TOP
    assert (done.stdout, done.stderr) == (f"['{TOP}'] {folder}\n", "")
    assert read_folder(folder).version == "1.0"


# --- the embedded package


def test_the_embedded_package_is_unpacked_once_into_the_cache(home: Path) -> None:
    package = embedded()
    archive = packages.EMBEDDED_ARCHIVE
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert package.name == "embedded"
    assert package.path.parent == home / "cache" / "visavis" / digest[:16]
    with zipfile.ZipFile(archive) as source:
        assert source.namelist()[0].startswith(package.path.name + "/")
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    assert embedded() == package
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before


def test_the_repository_ships_exactly_one_embedded_archive() -> None:
    assert list(packages.EMBEDDED_ARCHIVE.parent.iterdir()) == [packages.EMBEDDED_ARCHIVE]


def test_a_damaged_cache_is_unpacked_again() -> None:
    package = embedded()
    (package.path / "model" / "model.bin").write_bytes(b"")
    (package.path / "sentencepiece.model").unlink()
    assert embedded() == package
    assert embedded().checksum == package.checksum


def test_another_embedded_archive_is_another_folder(
    sound: Entries, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = embedded()
    monkeypatch.setattr(packages, "EMBEDDED_ARCHIVE", write_zip(home / "new.argosmodel", sound))
    new = embedded()
    assert (new.name, new.version) == ("embedded", "1.0")
    assert new.path.parent != old.path.parent
    assert new.checksum != old.checksum


def test_an_embedded_archive_that_is_missing_or_damaged_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "EMBEDDED_ARCHIVE", home / "gone.argosmodel")
    with pytest.raises(PackageError, match=r"gone\.argosmodel: .* Install vis-à-vis again"):
        embedded()
    monkeypatch.setattr(packages, "EMBEDDED_ARCHIVE", home / "bad.argosmodel")
    (home / "bad.argosmodel").write_bytes(b"PK")
    with pytest.raises(PackageError, match=r"bad\.argosmodel: refused"):
        embedded()


EMBEDDED_IN_PROCESS = (
    "from visavis.translate.packages.choice import embedded\n"
    "package = embedded()\n"
    "model = package.path / 'model' / 'model.bin'\n"
    "print(package.path, package.checksum, model.stat().st_ino)\n"
)


def test_without_a_cache_the_embedded_package_lives_in_a_temporary_folder(home: Path) -> None:
    (home / "file").write_text("no folder can be made below a file")
    done = python(EMBEDDED_IN_PROCESS, HOME=home, XDG_CACHE_HOME=home / "file", TMPDIR=home / "tmp")
    path, checksum, _ = done.stdout.split()
    assert Path(path).is_relative_to(home / "tmp")
    assert checksum == embedded().checksum
    assert list((home / "tmp").iterdir()) == []


def test_a_home_that_cannot_be_written_still_translates(home: Path) -> None:
    (home / "file").write_text("no folder can be made below a file")
    code = (
        "from visavis.translate.packages.choice import selected, unusable\n"
        "print(selected().name, [str(error) for error in unusable()])\n"
    )
    done = python(code, HOME=home / "file", TMPDIR=home / "tmp")
    assert done.stdout.startswith(f"embedded ['{home}/file/.local/share/argos-translate/packages:")


def test_several_processes_may_ask_for_the_embedded_package_at_once(home: Path) -> None:
    code = (
        "import sys, visavis.translate.packages.choice\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home / "tmp")}
    with contextlib.ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", code + EMBEDDED_IN_PROCESS],
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    cwd=Path(__file__).parents[3],
                )
            )
            for _ in range(4)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = {process.communicate()[0] for process in processes}
    (answer,) = answers  # one file: nobody unpacked over what another one may be reading
    path = answer.split()[0]
    cache = home / ".cache" / "visavis"
    assert Path(path).is_relative_to(cache)
    assert [inner.name for inner in Path(path).parent.iterdir()] == [Path(path).name]
    assert [inner.name for inner in cache.iterdir() if inner.is_dir()] == [Path(path).parent.name]
    assert list((home / "tmp").iterdir()) == []


def test_only_the_first_of_several_that_miss_the_embedded_package_unpacks_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    barrier, first_look, unpacked = threading.Barrier(4, timeout=60), threading.local(), []
    look, unpack = packages._complete, packages.unpack

    def look_together(folder: Path) -> packages.ModelPackage | None:
        found = look(folder)
        if not hasattr(first_look, "done"):
            first_look.done = True
            barrier.wait()
        return found

    def count(archive: Path, folder: Path) -> Path:
        unpacked.append(archive)
        return unpack(archive, folder)

    monkeypatch.setattr(packages, "_complete", look_together)
    monkeypatch.setattr(packages, "unpack", count)
    with ThreadPoolExecutor(4) as pool:
        found = [answer.result() for answer in [pool.submit(embedded) for _ in range(4)]]
    assert [package.name for package in found] == ["embedded"] * 4
    assert len({package.path for package in found}) == 1
    assert unpacked == [packages.EMBEDDED_ARCHIVE]


# --- the choice


def test_the_newest_installed_package_is_used_and_else_the_embedded_one(
    sound: Entries, home: Path
) -> None:
    assert selected() == embedded()
    install(home, sound, "older", "1.0")
    install(home, sound, "newer", "1.1")
    assert selected().name == "newer"


def test_a_choice_is_kept_until_it_is_forgotten(sound: Entries, home: Path) -> None:
    install(home, sound, "older", "1.0")
    install(home, sound, "newer", "1.1")
    packages.use("older")
    assert selected().name == "older"
    packages.use("embedded")
    assert selected() == embedded()
    packages.use(None)
    assert selected().name == "newer"
    assert [path.name for path in (home / "config" / "visavis").iterdir()] == ["package"]


@pytest.mark.parametrize("name", ["none", "", "../packages/older", "/etc", "stray"])
def test_only_a_package_that_is_there_can_be_chosen(name: str, sound: Entries, home: Path) -> None:
    install(home, sound, "older", "1.0")
    (home / "packages" / "stray").mkdir()
    with pytest.raises(PackageError, match=r"no usable model package .*\(older, embedded\)"):
        packages.use(name)
    assert selected().name == "older"


def test_a_chosen_package_that_is_gone_is_an_error(sound: Entries, home: Path) -> None:
    install(home, sound, "older", "1.0")
    install(home, sound, "newer", "1.1")
    packages.use("older")
    shutil.rmtree(home / "packages" / "older")
    with pytest.raises(PackageError, match=r"config/visavis/package: .*'older'.*newer, embedded"):
        selected()


def test_a_choice_that_cannot_be_read_is_an_error(home: Path) -> None:
    packages.use("embedded")
    (home / "config" / "visavis" / "package").write_bytes(b"\xff\xfe")
    with pytest.raises(PackageError, match="visavis models use NAME"):
        selected()
