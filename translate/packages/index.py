"""Downloading the official package: argostranslate's index, one pinned archive.

The index says where the archive is; its size and SHA-256 are ours, so a changed or tampered one
is refused before it is unpacked. The only module of the project that imports argostranslate (its
`package`, never its `translate`), and the only one that opens a network connection.
"""

from __future__ import annotations

import hashlib
import logging
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from types import ModuleType

from visavis.corpus.extras import MissingExtraError, needs
from visavis.translate.packages.archive import copy_limited
from visavis.translate.packages.folder import PackageError

Progress = Callable[[int, int], None]
"""Called with the bytes received and the bytes of the whole archive."""

_TIMEOUT_SECONDS = 30.0
_REMEDY = (
    "Check the network connection, or install a package file that you have "
    "(`visavis models install FILE`), or go on with the embedded package"
)


@dataclass(frozen=True)
class Pin:
    """The one archive that is taken for the official package: version, bytes, SHA-256 (hex)."""

    version: str
    size: int
    sha256: str


OFFICIAL = Pin(
    "1.9", 66_585_033, "3b3052fee6bb1e8e8e632a26a723eb2a2c7710dfe73ba61ffd9b83e85d4f14c1"
)


def download(pin: Pin, folder: Path, progress: Progress | None = None) -> Path:
    """Find the archive in argostranslate's index and download it into `folder`.

    Raises `PackageError` when there is no network, when the index has no such package, and when
    no address in it gives exactly the pinned bytes.
    """
    target = folder / f"translate-fr_en-{pin.version.replace('.', '_')}.argosmodel"
    reasons = []
    for link in _links(pin):
        try:
            _fetch(link, target, pin, progress)
            return target
        except (PackageError, OSError, HTTPException, ValueError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            reasons.append(f"{link!r}: {error}")
    raise PackageError(
        f"The official package {pin.version} could not be downloaded: "
        f"{'; '.join(reasons) or 'the index gives no web address for it'}. {_REMEDY}"
    )


def _links(pin: Pin) -> list[str]:
    """The addresses that argostranslate's index gives for the pinned version."""
    package, settings = _argostranslate()
    silent = logging.NullHandler()
    logging.getLogger("argostranslate.utils").addHandler(silent)
    timeout = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_TIMEOUT_SECONDS)  # `update_package_index` would wait for ever
    try:
        package.update_package_index()  # logs a failure, and keeps the index it had
        if not Path(settings.local_package_index).exists():  # or the next call would never end
            raise PackageError(
                f"The index {settings.remote_package_index} cannot be read. {_REMEDY}"
            )
        available = package.get_available_packages()
    except (OSError, HTTPException, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise PackageError(
            f"The index {settings.remote_package_index} is no package index ({error}). {_REMEDY}"
        ) from error
    finally:
        socket.setdefaulttimeout(timeout)
        logging.getLogger("argostranslate.utils").removeHandler(silent)
    ours = [
        found
        for found in available
        if (found.type, found.from_code, found.to_code) == ("translate", "fr", "en")
    ]
    pinned = [found for found in ours if found.package_version == pin.version]
    if not pinned:
        versions = ", ".join(str(found.package_version) for found in ours) or "none at all"
        raise PackageError(
            f"The index {settings.remote_package_index} has no French-English package "
            f"{pin.version} (it has: {versions}). {_REMEDY}"
        )
    return [
        link
        for found in pinned
        for link in (found.links if isinstance(found.links, list) else [])
        if isinstance(link, str) and link.startswith(("https://", "http://"))
    ]


def _argostranslate() -> tuple[ModuleType, ModuleType]:
    try:
        with needs("argos", "`visavis models install` without a FILE"):
            # Both make folders in the home, and read a settings file, when they are imported.
            from argostranslate import package, settings
    except MissingExtraError:
        raise
    except Exception as error:
        raise PackageError(
            f"argostranslate's settings cannot be read ({error}). Mend its settings.json, or the "
            "permissions of the folders that XDG_DATA_HOME and XDG_CONFIG_HOME name"
        ) from error
    return package, settings


def _fetch(link: str, target: Path, pin: Pin, progress: Progress | None) -> None:
    # Some hosts refuse Python's own name; they know argostranslate's.
    request = urllib.request.Request(link, headers={"User-Agent": "ArgosTranslate"})  # noqa: S310
    with (
        urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response,  # noqa: S310
        target.open("wb") as file,
    ):
        received = copy_limited(
            response, file, pin.size, progress and (lambda done: progress(done, pin.size))
        )
    if received != pin.size:
        raise PackageError(f"the transfer ended after {received:,} of {pin.size:,} bytes")
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != pin.sha256:
        raise PackageError(f"its SHA-256 is {digest}, not {pin.sha256}")
