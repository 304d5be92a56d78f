"""The characters that mark inline terminology for models trained to obey it.

In an article or a glossary they are data like any other, and must never reach a model as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MARKERS = "⟦¦⟧"
"""Opening, middle and closing marker: `La ⟦valorisation¦ valuation⟧ de xAI`."""

_STRETCH = re.compile(f"[^{MARKERS}]+")


def between_markers(text: str) -> Iterator[tuple[int, str]]:
    """The stretches of a text without markers, each with the character where it starts."""
    return ((match.start(), match.group()) for match in _STRETCH.finditer(text))
