"""What is said where a library is missing that an extra brings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from visavis.corpus.errors import VisavisError

LIBRARIES = {
    "argos": "argostranslate",
    "ray": "Ray",
    "reader": "Streamlit",
    "tables": "pandas and pyarrow",
}
"""What the extras of `pyproject.toml` bring; `all` brings all of it."""


class MissingExtraError(VisavisError):
    """What was asked for needs an extra that is not installed."""


@contextlib.contextmanager
def needs(extra: str, what: str) -> Iterator[None]:
    """For imports of what an extra brings; `what` is what needs it, at the head of a sentence.

    Raises `MissingExtraError` with the command that installs it.
    """
    try:
        yield
    except ImportError as error:
        raise MissingExtraError(
            f"{what} needs {LIBRARIES[extra]} ({error}); install the extra that brings it with "
            f"`pip install 'visavis[{extra}]'`, or in the repository with `uv sync --extra {extra}`"
        ) from error
