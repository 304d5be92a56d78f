"""Where Argos packages are installed: the folders in which argostranslate 1.11 looks for them.

Worked out here from the same variables and settings, because importing argostranslate's own would
bring its requirements, and makes folders in the home.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from visavis.translate.packages.folder import PackageError

VARIABLE = "ARGOS_PACKAGES_DIR"
"""Names the folder, in the environment or else in argostranslate's settings.json."""


def package_folders() -> tuple[Path, ...]:
    """The folders, which need not exist; packages are installed into the first.

    Raises `PackageError` when argostranslate's settings cannot be read.
    """
    try:
        snap = os.environ.get("SNAP")
        home = Path(os.environ["SNAP_USER_DATA"]) if snap else Path.home()
    except (KeyError, RuntimeError) as error:
        raise PackageError(
            f"There is no home folder to look for packages in ({error}). "
            f"Name their folder in {VARIABLE}, and your home in HOME"
        ) from error
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    named = os.environ.get(VARIABLE) or _setting(config / "argos-translate" / "settings.json")
    first = Path(named) if named else data / "argos-translate" / "packages"
    return first, *(_of_snap(Path(snap) / "snap_custom") if snap else ())


def _setting(file: Path) -> str | None:
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
        named = settings.get(VARIABLE)
        if not isinstance(named, str | None):
            raise TypeError(f"its {VARIABLE} is no text")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise PackageError(
            f"{file}: argostranslate's settings cannot be read ({error}). "
            f"Mend or delete this file, or name the folder of packages in {VARIABLE}"
        ) from error
    return named


def _of_snap(custom: Path) -> list[Path]:
    """Those that come with a snap, as Linux distributions package argostranslate."""
    content = custom / "content_snap_packages"
    inside = sorted(content.iterdir()) if content.is_dir() else []
    return [folder for folder in (custom / "packages", *inside) if folder.is_dir()]
