"""Counts which forms of 2,550 terms a glossary finds: by lemmas that are guessed, by the lexicon.

Every form that the lexicon has of a term (number, gender, person) is put into a sentence, and the
matcher, with this one row, has to find it; so does the way before, which compares the lemmas that
simplemma guesses. Then in capitals without accents, then in natural text: what the whole list
finds there by the one way and not by the other is printed, to be read.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import simplemma

from visavis.translate.glossary.file import Glossary, Term
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.term_keys import folded
from visavis.translate.language.lemmas import is_known, nominal, tokenize, verbs, without_accents
from visavis.translate.lexicon.french import MASCULINE, of_participle, paradigms, verb_forms

ROOT = Path(__file__).parents[1]
TERMS = ROOT / "benchmarks" / "terminology" / "forms.tsv"
_LINKS = frozenset("de d du des à au aux en par sur pour sans et ou".split())
_AGREEMENTS = {1: "as listed", 2: "plural", 4: "feminine", 8: "feminine plural"}


@dataclass(frozen=True)
class Form:
    """A form of a term, what it is one of, and a sentence in which it stands."""

    term: Term
    text: str
    kind: str

    @property
    def sentence(self) -> str:
        """The form among words that tell nothing of it; a verb where it can only be a verb."""
        before = "Voici encore"
        if self.term.verb and self.kind != "infinitive":
            participle = of_participle(folded(self.text))
            before = "Elles sont" if participle else "En" if self.text.endswith("ant") else "Il"
        return f"{before} {self.text}, semble-t-il."


def read_terms(path: Path) -> list[Term]:
    """The terms of a TSV file with the columns term and pos."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Term(number, (row["term"],), ("x",), pos=row["pos"])
            for number, row in enumerate(rows, start=2)
        ]


def forms(term: Term) -> Iterator[Form]:
    """Every form that the lexicon has of a term, each once."""
    source = term.sources[0]
    if term.verb:
        for form in sorted(verb_forms(folded(source))):
            yield Form(term, form, "infinitive" if form == source else "other form of a verb")
        return
    seen = set()
    for bit, kind in _AGREEMENTS.items():
        text = _inflected(source, bit, adjective=term.kind == "adj")
        if text and text not in seen:
            seen.add(text)
            yield Form(term, text, "as listed" if folded(text) == folded(source) else kind)


def _inflected(source: str, bit: int, *, adjective: bool) -> str:
    """A term in one number and gender, empty when it lacks that; what follows `de` stays."""
    text, cursor = source, 0
    tokens = list(tokenize(source))
    pieces = []
    for index, token in enumerate(tokens):
        word = source[token.start : token.end]
        if token.kind != "word" or token.text.lower() in _LINKS:
            break
        kinds = "abv" if adjective or index else "nb"
        found = [
            form
            for one in paradigms(folded(word))
            if one.kind in kinds
            and one.forms.get(folded(word))
            # A feminine is a term of its own: it has no masculine.
            and (one.forms[folded(word)] & MASCULINE or bit & ~MASCULINE)
            for form, mask in one.forms.items()
            if mask & bit
        ]
        if not found:
            if index == 0:
                return ""
            break
        pieces += [text[cursor : token.start], folded(word) if folded(word) in found else found[0]]
        cursor = token.end
    return "".join(pieces) + text[cursor:] if pieces else ""


def lemmas_find(form: Form) -> bool:
    """Whether the way before finds a form: word by word, by the lemmas that simplemma guesses."""
    if form.term.verb:
        return form.term.sources[0] in verbs(form.text)
    texts = (form.term.sources[0], form.text)
    wanted, said = ([token.text.lower() for token in tokenize(text)] for text in texts)
    return len(wanted) == len(said) and all(
        nominal(one) in _guesses(other) for one, other in zip(wanted, said, strict=True)
    )


def _guesses(word: str) -> set[str]:
    guesses = {nominal(word)}
    if not is_known(word):
        guesses.add(folded(simplemma.lemmatize(word, lang="fr", greedy=True)))
    return guesses


def matcher_finds(form: Form, sentence: str) -> bool:
    """Whether the matcher finds a form, all of it, in a sentence."""
    found = Matcher(Glossary((form.term,))).find(sentence)
    said = [without_accents(sentence[one.start : one.end].lower()) for one in found]
    return said == [without_accents(form.text)]


def table(rows: list[Form], ways: dict[str, Callable[[Form], bool]]) -> None:
    """Print how many forms of each kind each way finds."""
    counts: dict[str, Counter[str]] = {}
    missed: dict[str, list[str]] = {name: [] for name in ways}
    for row in rows:
        kind = f"{row.term.kind}: {row.kind}"
        counts.setdefault(kind, Counter())["forms"] += 1
        for name, way in ways.items():
            if way(row):
                counts[kind][name] += 1
            else:
                missed[name].append(f"{row.text} ({row.term.sources[0]})")
    names = ["forms", *ways]
    print(f"{'':32}" + "".join(f"{name:>16}" for name in names))
    for kind, count in counts.items():
        print(f"{kind:32}" + "".join(f"{count[name]:16}" for name in names))
    total = sum(counts.values(), Counter())
    print(f"{'all':32}" + "".join(f"{total[name]:16}" for name in names))
    for name, texts in missed.items():
        if texts:
            few = texts[:: -(-len(texts) // 12)]
            print(f"missed by {name}: {len(texts)}, for instance", *few, sep="\n  ")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=Path, default=TERMS)
    parser.add_argument("--text", type=Path, nargs="*", help="Articles, one paragraph a line.")
    options = parser.parse_args()
    terms = read_terms(options.terms)
    rows = [form for term in terms for form in forms(term)]
    print(f"{len(terms)} terms, {len(rows)} forms")
    table(
        rows,
        {"lemmas": lemmas_find, "lexicon": lambda form: matcher_finds(form, form.sentence)},
    )
    accented = [
        form for form in rows if not form.term.verb and form.text != without_accents(form.text)
    ]
    print(f"\nin capitals without accents: {len(accented)} forms")
    table(
        accented,
        {
            "in a title": lambda form: matcher_finds(form, without_accents(form.sentence.upper())),
            "in a sentence": lambda form: matcher_finds(
                form, form.sentence.replace(form.text, without_accents(form.text.upper()))
            ),
        },
    )
    paths = options.text or sorted((ROOT / "corpus" / "articles").glob("*.md"))
    in_text(terms, [line for path in paths for line in path.read_text("utf-8").splitlines()])


def in_text(terms: list[Term], lines: list[str]) -> None:
    """Print what the whole list finds in natural text, and which of it the way before did not."""
    matcher = Matcher(Glossary(tuple(terms)))
    start = time.perf_counter()
    found = [(line, match) for line in lines for match in matcher.find(line)]
    seconds = time.perf_counter() - start
    new = Counter(
        (text.lower(), match.term.sources[0])
        for line, match in found
        if not lemmas_find(Form(match.term, text := line[match.start : match.end], ""))
    )
    words = sum(len(line.split()) for line in lines)
    print(f"\nin {words} words of text: {len(found)} matches, {sum(new.values())} of them new")
    print(f"{words / seconds:.0f} words a second")
    for (text, source), count in new.most_common():
        print(f"{count:5}  {text} ({source})")


if __name__ == "__main__":
    main()
