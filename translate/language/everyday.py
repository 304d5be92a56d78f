"""How common a French word is in everyday sentences: what sets a term apart from any other word.

The rates stand in `everyday.tsv`, which says where they come from.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from visavis.translate.language.lemmas import nominal


def everyday_rate(word: str) -> int:
    """Uses per million words of everyday French, of all forms of the word; 0 for rarer words."""
    return _rates().get(nominal(word.lower()), 0)


@lru_cache(maxsize=1)
def _rates() -> dict[str, int]:
    lines = Path(__file__).with_name("everyday.tsv").read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if not line.startswith("#"))
    return {word: int(rate) for word, rate in cells}
