"""Makes `french.txt.gz` from a Hunspell dictionary of French that has morphological fields.

    apt-get download hunspell-fr-comprehensive   # 1:7.0-1
    dpkg -x hunspell-fr-comprehensive_*.deb debian
    python -m visavis.translate.lexicon.build debian/usr/share/hunspell/fr

The same dictionary gives the same bytes. Source: the dictionary “toutes variantes” 7.0 of
Dicollecte, MPL 2.0; affixes after hunspell(5).
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from visavis.translate.lexicon.french import DATA, FEMININE, MASCULINE, PLURAL, SINGULAR

HEADER = """\
# French words and how they are inflected, made by translate/lexicon/build.py from the dictionary
# “toutes variantes” 7.0 of Dicollecte (Debian: hunspell-fr-comprehensive 1:7.0-1), copyright
# 2007-2018 its contributors. This file is subject to the terms of the Mozilla Public License 2.0.
# First the patterns: ending taken off, ending put on, genders and numbers (1 masculine singular,
# 2 masculine plural, 4 feminine singular, 8 feminine plural, 0 a finite verb). Then the words,
# each with its patterns: n noun, a adjective, b both, v verb.
"""

# Forms that the dictionary lists as words of their own, under the word that they are forms of.
IRREGULAR = {
    "oeil": {"yeux": MASCULINE & PLURAL},
    "ciel": {"cieux": MASCULINE & PLURAL},
    "aïeul": {"aïeux": MASCULINE & PLURAL},
    "ail": {"aulx": MASCULINE & PLURAL},
    "nouveau": {"nouvel": MASCULINE & SINGULAR},
    "beau": {"bel": MASCULINE & SINGULAR},
    "vieux": {"vieil": MASCULINE & SINGULAR},
    "fou": {"fol": MASCULINE & SINGULAR},
    "mou": {"mol": MASCULINE & SINGULAR},
    "monsieur": {"messieurs": MASCULINE & PLURAL},
    "madame": {"mesdames": FEMININE & PLURAL},
    "mademoiselle": {"mesdemoiselles": FEMININE & PLURAL},
    "gentilhomme": {"gentilshommes": MASCULINE & PLURAL},
    "bonhomme": {"bonshommes": MASCULINE & PLURAL},
}


class Suffix(NamedTuple):
    """One rule of an affix file: in words that `condition` matches, `add` replaces `strip`."""

    strip: str
    add: str
    condition: re.Pattern[str]
    fields: tuple[str, ...]


def suffixes(affixes: Path) -> dict[str, list[Suffix]]:
    """The suffix rules of an affix file by their two-character flag."""
    rules: dict[str, list[Suffix]] = {}
    for line in affixes.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if parts[:1] == ["SFX"] and len(parts) > 4:
            _, flag, strip, add, condition, *fields = parts
            add = add.partition("/")[0]  # what follows are elided pronouns and articles
            rules.setdefault(flag, []).append(
                Suffix(
                    strip.replace("0", ""),
                    add.replace("0", ""),
                    re.compile(f"(?:{condition})$"),
                    tuple(fields),
                )
            )
    return rules


def words(
    dictionary: Path, rules: dict[str, list[Suffix]]
) -> Iterator[tuple[str, str, dict[str, int]]]:
    """Every noun, adjective and verb: the word, its kind, and its forms with their agreement."""
    for line in dictionary.read_text(encoding="utf-8").splitlines()[1:]:
        entry, *fields = line.split()
        word, _, flags = entry.partition("/")
        verb = any(re.match(r"po:v[0-3]", field) for field in fields)
        noun, adjective = "po:nom" in fields, "po:adj" in fields
        if not (verb or noun or adjective) or not word.isalpha() or word.isupper():
            continue
        pairs = [flags[at : at + 2] for at in range(0, len(flags), 2)]
        forms: dict[str, int] = {}
        if "()" not in pairs:
            forms[word] = 0 if verb else agreement(fields)
        for rule in (rule for flag in pairs for rule in rules.get(flag, ())):
            if rule.condition.search(word):
                form = word.removesuffix(rule.strip) + rule.add
                participle = "po:ppas" in rule.fields
                marks = [*fields, *rule.fields] if not verb else rule.fields
                forms[form] = forms.get(form, 0) | (
                    agreement(marks) if participle or not verb else 0
                )
        kind = "v" if verb else "b" if noun and adjective else "n" if noun else "a"
        if forms:
            yield plain(word), kind, {plain(form): mask for form, mask in forms.items()}


def agreement(fields: list[str] | tuple[str, ...]) -> int:
    """Genders and numbers of a form; what its fields do not tell, it has both of."""
    mask = FEMININE | MASCULINE
    for names, bits in (
        (("is:mas", "is:fem", "is:epi"), (MASCULINE, FEMININE, FEMININE | MASCULINE)),
        (("is:sg", "is:pl", "is:inv"), (SINGULAR, PLURAL, SINGULAR | PLURAL)),
    ):
        given = [bit for name, bit in zip(names, bits, strict=True) if name in fields]
        if given:
            mask &= given[0] if len(given) == 1 else SINGULAR | PLURAL
    return mask


def plain(word: str) -> str:
    """Lower case, without ligatures."""
    return word.lower().replace("œ", "oe").replace("æ", "ae")


def pattern(word: str, forms: dict[str, int]) -> str:
    """How the forms are made of the word: `strip/add/mask` for each, sorted."""

    def rule(form: str, mask: int) -> str:
        shared = 0
        while shared < min(len(word), len(form)) and word[shared] == form[shared]:
            shared += 1
        return f"{word[shared:]}/{form[shared:]}/{mask:x}"

    return ",".join(sorted(rule(form, mask) for form, mask in forms.items()))


def build(stem: Path) -> bytes:
    """The data file, from `stem`.aff and `stem`.dic."""
    lexicon: dict[str, set[tuple[str, str]]] = {}
    for word, kind, forms in words(stem.with_suffix(".dic"), suffixes(stem.with_suffix(".aff"))):
        if kind != "v":
            forms |= IRREGULAR.get(word, {})
        lexicon.setdefault(word, set()).add((kind, pattern(word, forms)))
    for forms in IRREGULAR.values():
        for form in forms:
            lexicon.pop(form, None)
    patterns = sorted({made for entries in lexicon.values() for _, made in entries})
    number = {made: at for at, made in enumerate(patterns)}
    lines = [
        f"{word}\t" + " ".join(sorted(f"{kind}{number[made]}" for kind, made in entries))
        for word, entries in sorted(lexicon.items())
    ]
    text = HEADER + "\n".join(patterns) + "\n\n" + "\n".join(lines) + "\n"
    return gzip.compress(text.encode(), 9, mtime=0)


if __name__ == "__main__":
    DATA.write_bytes(build(Path(sys.argv[1])))
