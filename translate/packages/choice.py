"""Finding, installing and choosing model packages; the face of the modules beside it.

Installed packages live in argostranslate's own folder, where argostranslate finds them too; the
embedded one is unpacked once into the user's cache.
"""

from __future__ import annotations

import atexit
import functools
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import platformdirs
from filelock import FileLock

from visavis.corpus.atomic import write_atomically
from visavis.translate.packages.archive import EMBEDDED, STAGING, unpack
from visavis.translate.packages.argos_folders import VARIABLE, package_folders
from visavis.translate.packages.folder import (
    ModelPackage,
    OtherPackageError,
    PackageError,
    read_folder,
    sha256_of,
)
from visavis.translate.packages.index import OFFICIAL, Pin, download

__all__ = [
    "EMBEDDED",
    "OFFICIAL",
    "ModelPackage",
    "PackageError",
    "Pin",
    "at",
    "embedded",
    "install_file",
    "install_official",
    "installed",
    "named",
    "package_of",
    "selected",
    "unpack",
    "unusable",
    "use",
]

EMBEDDED_ARCHIVE = Path(__file__).parent / "embedded" / "translate-fr_en.argosmodel"
_LOCK_SECONDS = 60


def package_of(model: ModelPackage | Path | str) -> ModelPackage:
    """The package of that name, that file or that folder. Raises `PackageError`."""
    if isinstance(model, ModelPackage):
        return model
    if isinstance(model, Path) or model != Path(model).name or model.endswith(".argosmodel"):
        return at(Path(model))
    return named(model)


def installed() -> tuple[ModelPackage, ...]:
    """The usable French-English packages in argostranslate's folders, the newest first.

    Stray and broken folders are left out: `unusable` tells of them.
    """
    found: dict[str, ModelPackage] = {}
    for item in _scan():
        if isinstance(item, ModelPackage):
            found.setdefault(item.name, item)
    return tuple(sorted(found.values(), key=_age, reverse=True))


def unusable() -> tuple[PackageError, ...]:
    """What `installed` left out and why: one error for each folder, with the remedy.

    Packages of other languages are no errors: argostranslate keeps them all in one folder.
    """
    return tuple(item for item in _scan() if isinstance(item, PackageError))


def embedded() -> ModelPackage:
    """The package that ships with the program; unpacked at the first call, without any network.

    Its folder is named after the SHA-256 of the archive, so another archive is another folder.
    Where no cache can be written, it lives in a temporary folder until the program ends. Raises
    `PackageError` when the archive is missing or damaged.
    """
    try:
        name = sha256_of(EMBEDDED_ARCHIVE)[:16]
        try:
            package = _unpacked_once(EMBEDDED_ARCHIVE, _cache() / name)
        except (PackageError, OSError, NotImplementedError):
            # No home, a read-only or a full one, or no locks on its file system.
            package = _unpacked_once(EMBEDDED_ARCHIVE, _private_folder() / name)
        return replace(package, name=EMBEDDED)
    except OSError as error:
        raise PackageError(
            f"{EMBEDDED_ARCHIVE}: the embedded package cannot be unpacked ({error}). "
            "Install vis-à-vis again, or make room in the folder for temporary files"
        ) from error


def named(name: str) -> ModelPackage:
    """The installed package of that name, or the embedded one; raises `PackageError`."""
    return _find(name, "")


def at(path: Path) -> ModelPackage:
    """The package in an archive or in an unpacked folder; it need not be installed.

    An archive is unpacked once, into the user's cache. Raises `PackageError`.
    """
    try:
        if path.is_dir():
            return read_folder(path)
        return _unpacked_once(path, _cache() / sha256_of(path)[:16])
    except OSError as error:
        raise PackageError(
            f"{path}: the package cannot be read or unpacked ({error.strerror}). "
            "Name an .argosmodel file, an unpacked package, or an installed one"
        ) from error
    except PackageError as error:
        if str(path) in str(error):
            raise
        raise PackageError(f"{path}: no usable package: {error}. Name another package") from error


def install_file(path: Path) -> ModelPackage:
    """Check a package file and install it where argostranslate looks for packages.

    A package in a folder of the same name is replaced. Raises `PackageError`, and leaves no trace,
    when the file is hostile, broken or of another pair.
    """
    return read_folder(unpack(path, package_folders()[0]))


def install_official(
    progress: Callable[[int, int], None] | None = None, pin: Pin = OFFICIAL
) -> ModelPackage:
    """Download and install argostranslate's own package, wherever its index says that it is.

    `progress` is called with the bytes received and all bytes; a `VisavisError` of its own that
    it raises ends the download.
    Raises `MissingExtraError` without argostranslate, and `PackageError` without a network or when
    the archive is not exactly the pinned one.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="visavis-") as folder:
            return install_file(download(pin, Path(folder), progress))
    except OSError as error:
        raise PackageError(
            f"No temporary folder to download into ({error}). Make room in it and try again"
        ) from error


def use(name: str | None) -> None:
    """Choose the package that `selected` returns from now on; None forgets the choice.

    Raises `PackageError` when there is no package of that name.
    """
    if name is not None:
        named(name)
    write_atomically(_choice_file(), f"{name or ''}\n")


def selected() -> ModelPackage:
    """The chosen package; without a choice the newest installed one, else the embedded one.

    Raises `PackageError` when the chosen one is gone: another model would silently give other
    translations.
    """
    file = _choice_file()
    try:
        name = file.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        name = ""
    except (OSError, ValueError) as error:
        raise PackageError(
            f"{file}: the choice of a model package cannot be read ({error}). "
            "Delete this file, or choose again with `visavis models use NAME`"
        ) from error
    if name:
        return _find(name, f"{file}: ")
    return next(iter(installed()), None) or embedded()


def _find(name: str, where: str) -> ModelPackage:
    if name == EMBEDDED:
        return embedded()
    packages = {package.name: package for package in installed()}
    if name not in packages:
        raise PackageError(
            f"{where}there is no usable model package {name!r}. Choose one with "
            f"`visavis models use NAME` ({', '.join([*packages, EMBEDDED])}), or install it again"
        )
    return packages[name]


def _scan() -> Iterator[ModelPackage | PackageError]:
    """Every folder among argostranslate's packages that is, or should be, French-English."""
    try:
        roots = package_folders()
    except PackageError as error:
        yield error
        return
    for root in roots:
        try:
            folders = sorted(folder for folder in root.iterdir() if folder.is_dir())
        except FileNotFoundError:
            continue  # nothing was installed yet
        except OSError as error:
            yield PackageError(
                f"{root}: the folder of model packages cannot be read ({error.strerror}). "
                f"Mend its permissions, or name another one in {VARIABLE}"
            )
            continue
        for folder in folders:
            if folder.name.startswith(STAGING):
                continue
            try:
                yield read_folder(folder)
            except OtherPackageError:
                continue
            except PackageError as error:
                yield PackageError(
                    f"{folder}: no usable package: {error}. "
                    "Delete this folder, or install its package again"
                )


def _age(package: ModelPackage) -> tuple[list[int], str]:
    """Sorts from old to new by the numbers in the version: 1.9 before 1.10."""
    return [int(number) for number in re.findall(r"\d+", package.version)], package.name


def _choice_file() -> Path:
    return Path(platformdirs.user_config_dir("visavis")) / "package"


def _cache() -> Path:
    return Path(platformdirs.user_cache_dir("visavis"))


def _unpacked_once(archive: Path, folder: Path) -> ModelPackage:
    """The package of an archive in `folder`, unpacked there by whichever process comes first."""
    if package := _complete(folder):
        return package
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock"), timeout=_LOCK_SECONDS):
        return _complete(folder) or read_folder(unpack(archive, folder))


def _complete(folder: Path) -> ModelPackage | None:
    for inner in sorted(folder.glob("[!.]*")):
        with suppress(PackageError):
            return read_folder(inner)
    return None


@functools.cache
def _private_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="visavis-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
