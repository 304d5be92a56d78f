"""Replacing a file so that a reader sees the old one or the new one, never a part."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from visavis.corpus.errors import VisavisError

TEMPORARY = ".visavis-part"
"""How the names of files end that are not whole yet; a crash may leave one behind."""


class WriteError(VisavisError):
    """A file that could not be written; the old one, if there was one, is untouched."""


def write_atomically(path: Path, content: str | bytes | Iterable[bytes]) -> None:
    """Replace `path` by `content` (text as UTF-8, or parts in order), making a missing folder.

    Raises `WriteError` when the folder cannot be written or the disk is full.
    """
    if isinstance(content, str):
        content = content.encode()
    parts = (content,) if isinstance(content, bytes) else content
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        start = os.fsencode(path.name)[:80].decode(errors="ignore")
        handle, temporary = tempfile.mkstemp(TEMPORARY, f".{start}.", path.parent)
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        # `mkstemp` makes private files; ours are as public as the folder's owner wants them.
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
        temporary = ""
    except OSError as error:
        raise WriteError(
            f"{path}: cannot write ({error.strerror}); nothing was changed. "
            "Choose a folder that you may write to, with space left"
        ) from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
