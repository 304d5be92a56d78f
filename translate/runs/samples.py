"""The articles that come with the program, with their references and a glossary.

They are never written where they are installed: whoever may edit them gets a copy.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from visavis.corpus.atomic import WriteError

_SHIPPED = Path(__file__).resolve().parents[2]
"""The root of the repository, or the folder `visavis` where it is installed."""
ARTICLES = Path("corpus/articles")
REFERENCES = Path("corpus/references")
GLOSSARY = Path("glossary.csv")


def shipped(path: Path) -> Path:
    """Where one of the three above is installed."""
    return _SHIPPED / path


def copy_samples(folder: Path) -> Path:
    """Copy all three into `folder`, unless it exists, and return it; raises `WriteError`."""
    if folder.is_dir():
        return folder
    files = [
        GLOSSARY,
        *(
            path.relative_to(_SHIPPED)
            for part in (ARTICLES, REFERENCES)
            for path in sorted(shipped(part).iterdir())
        ),
    ]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".samples-", dir=folder.parent) as made:
            staging = Path(made) / folder.name
            for file in files:
                (staging / file).parent.mkdir(parents=True, exist_ok=True)
                # Not `shutil.copy`: an installed file may be read-only, and its copy would be, too.
                (staging / file).write_bytes(shipped(file).read_bytes())
            staging.rename(folder)
    except OSError as error:
        if not folder.is_dir():  # else another process was faster
            raise WriteError(
                f"{folder}: the articles that come with visavis cannot be copied there ({error}); "
                "run it in a folder that can be written, or name a folder of articles"
            ) from error
    return folder
