"""Where a person is in each article: what the library shows as progress, and where reading goes on.

One small JSON file beside the translation memory. It lives there, and not in the browser, because
the library is drawn by the program, and because a browser forgets what it kept when the app
answers at another port.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from visavis.corpus.article import Article
from visavis.corpus.atomic import write_atomically


@dataclass(frozen=True)
class Place:
    """The pair that one is at; `seen` is the furthest of the `of` pairs that was in sight."""

    block: int
    segment: int
    seen: int
    of: int

    @property
    def share(self) -> float:
        """How much of the article was read, from 0 to 1."""
        return min(1.0, self.seen / self.of) if self.of else 0.0


def article_key(article: Article) -> str:
    """Names an article by its text: a renamed file keeps its place, a changed one begins anew."""
    return hashlib.sha256(article.text.encode()).hexdigest()[:16]


def places(store: Path) -> dict[str, Place]:
    """Every known place by the key of its article; a file that is no such list counts as empty."""
    try:
        data = json.loads(_file(store).read_text(encoding="utf-8"))
        return {
            str(key): Place(*(int(place[name]) for name in _NAMES)) for key, place in data.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def keep_place(store: Path, key: str, place: Place) -> None:
    """Remember where one is; what was seen of an article stays seen."""
    path = _file(store)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        known = places(store)
        before = known.get(key)
        seen = max(place.seen, before.seen if before and before.of == place.of else 0)
        known[key] = Place(place.block, place.segment, seen, place.of)
        text = json.dumps({key: asdict(place) for key, place in known.items()}, indent=1)
        write_atomically(path, text + "\n")


_NAMES = ("block", "segment", "seen", "of")


def _file(store: Path) -> Path:
    return store / "places.json"
