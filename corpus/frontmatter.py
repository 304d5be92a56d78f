"""The facts in front of a Markdown article: read from YAML, and written so that they read back."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date

import yaml

_FENCED = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)---[ \t]*(?:\n(?:[^\S\n]*\n)*|\Z)", re.DOTALL)
_PAIR = re.compile(r"^([\w-]+)[ \t]*:[ \t]+(.*)$", re.MULTILINE)
_NAMES = {
    "title": ("title", "titre", "headline"),
    "author": ("author", "authors", "auteur", "auteurs", "byline"),
    "outlet": ("outlet", "site", "sitename", "publication", "publisher", "journal", "source"),
    "date": ("date", "published", "publié"),
    "origin": ("origin", "url", "link", "permalink"),
}


def split_front_matter(text: str) -> tuple[int, dict[str, str]]:
    """Where the body begins, and the facts before it under the names of `Article`'s fields.

    `(0, {})` when the text does not begin with front matter. Keys that we have no field for are
    left to the raw text. YAML that is broken, as by a colon in a title without quotes, is read
    line by line.
    """
    match = _FENCED.match(text)
    if not match:
        return 0, {}
    try:
        # Every value stays the text that it is: no dates, octal numbers or Norwegian booleans.
        found = yaml.load(match["yaml"], Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError):
        found = {key: value.strip("[]\"' ") for key, value in _PAIR.findall(match["yaml"])}
    keys = list(found) if isinstance(found, Mapping) else []
    if not keys or not all(isinstance(key, str) and re.fullmatch(r"[\w-]+", key) for key in keys):
        return 0, {}
    folded = {key.lower(): value for key, value in found.items()}
    facts = {
        field: next(filter(None, (_one_line(folded.get(name)) for name in names)), "")
        for field, names in _NAMES.items()
    }
    return match.end(), facts


def _one_line(value: object) -> str:
    if isinstance(value, list):
        # One level only: aliases could make deep lists of any size.
        return ", ".join(filter(None, (_one_line(item) for item in value if isinstance(item, str))))
    return re.sub(r"\s*\n\s*", " ", value).strip() if isinstance(value, str) else ""


def write_front_matter(facts: Mapping[str, str]) -> str:
    """Front matter with the given facts in their order, empty ones left out."""
    pairs = [(_key(name), _value(name, value)) for name, value in facts.items() if value]
    node = yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=False)
    return f"---\n{yaml.serialize(node, allow_unicode=True, width=math.inf)}---\n\n"


def _key(name: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", name)


def _value(name: str, value: str) -> yaml.ScalarNode:
    if _is_day(value):
        return yaml.ScalarNode("tag:yaml.org,2002:timestamp", value)
    return yaml.ScalarNode("tag:yaml.org,2002:str", value, style="'" if name == "title" else None)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
