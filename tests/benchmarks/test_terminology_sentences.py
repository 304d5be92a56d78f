"""The sentences of the glossary benchmark: what they promise to hold, and that they are our own."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from visavis.translate.glossary.file import load_glossary
from visavis.translate.glossary.matching import Match, Matcher
from visavis.translate.terminology.uses import find_rendering

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
PATH = ROOT / "benchmarks" / "terminology" / "sentences.tsv"
GLOSSARY = load_glossary(ROOT / "glossary.csv")
MATCHER = Matcher(GLOSSARY)

CATEGORIES = set(
    "plain|no term|several|repeated|same English|contained|plural|feminine|acronym|acronym plural|"
    "verb|words between|keep|name|elision|spelling|start|capitals|headline|article|number|"
    "coordination|question|quotation|look-alike|other sense|matcher".split("|")
)


class Sentence(NamedTuple):
    source: str
    reference: str
    terms: list[list[str]]
    notes: list[tuple[str, str]]

    def noted(self, category: str, sign: str = "") -> list[str]:
        """The forms that the note names under a category, of those that begin with `sign`."""
        return [
            form.removeprefix(sign)
            for name, form in self.notes
            if name == category and form.startswith(sign)
        ]


def table() -> list[list[str]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def sentences() -> Iterator[Sentence]:
    for source, reference, terms, note in table()[1:]:
        pairs = [pair.split("=") for pair in terms.split(";")] if terms else []
        notes = [item.partition(": ") for item in note.split("; ")]
        yield Sentence(source, reference, pairs, [(name, form) for name, _, form in notes])


SENTENCES = list(sentences())


def sequences(text: str, length: int = 6) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def found(sentence: Sentence) -> list[tuple[str, Match]]:
    return [(sentence.source[m.start : m.end], m) for m in MATCHER.find(sentence.source)]


def test_the_file_is_a_clean_table():
    header, *rows = table()
    assert header == ["source", "reference", "terms", "note"]
    assert {len(row) for row in rows} == {4}
    for row in rows:
        for cell in row:
            assert cell == cell.strip() == unicodedata.normalize("NFC", cell)
            assert "  " not in cell
    assert len(rows) >= 240
    assert len({row[0] for row in rows}) == len({row[1] for row in rows}) == len(rows)


def test_sentences_are_as_long_and_as_short_as_those_of_the_press():
    lengths = [len(re.findall(r"\w+", sentence.source)) for sentence in SENTENCES]
    assert min(lengths) <= 5
    assert max(lengths) >= 40
    assert sum(length > 20 for length in lengths) >= 20


def test_every_listed_form_stands_in_its_sentence_in_order():
    for source, reference, terms, _ in SENTENCES:
        at = 0
        for french, _ in terms:
            at = source.index(french, at) + len(french)
        for english, count in Counter(english for _, english in terms).items():
            assert reference.count(english) >= count, (source, english)


def test_every_listed_form_says_the_preferred_rendering():
    for sentence in SENTENCES:
        matches = dict(found(sentence))
        for french, english in sentence.terms:
            if french not in matches:
                assert french in sentence.noted("matcher", "-")
                continue
            term = matches[french].term
            if term.keep:
                assert english == french
            else:
                preferred = GLOSSARY.accepted(term)[0]
                places = find_rendering(english, preferred, verb=term.verb)
                assert (0, len(english)) in places, (sentence.source, english, preferred)


def test_the_matcher_finds_the_listed_forms_and_no_others():
    """Where it does not, the note says so; a note that is no longer true has to go."""
    for sentence in SENTENCES:
        expected = Counter(french for french, _ in sentence.terms)
        expected.update(sentence.noted("other sense"))
        expected.update(sentence.noted("matcher", "+"))
        expected.subtract(sentence.noted("matcher", "-"))
        assert Counter(form for form, _ in found(sentence)) == +expected, sentence.source


def test_the_matcher_errs_in_few_sentences():
    assert sum(bool(sentence.noted("matcher")) for sentence in SENTENCES) <= 15


def test_words_in_another_sense_are_translated_in_that_sense():
    for sentence in SENTENCES:
        matches = dict(found(sentence))
        for form in sentence.noted("other sense"):
            term = matches[form].term
            preferred = GLOSSARY.accepted(term)[0]
            said = list(find_rendering(sentence.reference, preferred, verb=term.verb))
            assert not said, (sentence.source, preferred)


def test_look_alikes_stand_in_the_sentence_and_are_no_terms():
    for sentence in SENTENCES:
        for form in sentence.noted("look-alike"):
            assert form in sentence.source
            assert form not in [french for french, _ in sentence.terms]


def test_at_least_eighty_rows_of_the_glossary_occur():
    rows = {
        match.term.row
        for sentence in SENTENCES
        for form, match in found(sentence)
        if form in [french for french, _ in sentence.terms]
    }
    assert len(rows) >= 80


def test_all_categories_occur_and_none_is_misspelt():
    counts = Counter(name for sentence in SENTENCES for name, _ in set(sentence.notes))
    assert set(counts) == CATEGORIES
    assert min(counts.values()) >= 5
    tenth = len(SENTENCES) / 10
    assert counts["look-alike"] + counts["other sense"] >= tenth
    assert counts["no term"] >= tenth


@pytest.mark.parametrize(
    ("category", "holds"),
    [
        ("no term", lambda s: not s.terms),
        ("several", lambda s: len(s.terms) > 1),
        ("question", lambda s: "?" in s.source),
        ("quotation", lambda s: "«" in s.source),
        ("capitals", lambda s: s.source == s.source.upper()),
        ("keep", lambda s: any(m.term.keep for _, m in found(s))),
        ("plain", lambda s: s.notes == [("plain", "")]),
    ],
)
def test_the_note_has_a_category_exactly_where_it_holds(
    category: str, holds: Callable[[Sentence], bool]
):
    for sentence in SENTENCES:
        assert (category in dict(sentence.notes)) == holds(sentence), sentence.source


def test_both_apostrophes_and_both_articles_occur():
    french = " ".join(sentence.source for sentence in SENTENCES)
    english = " ".join(sentence.reference for sentence in SENTENCES)
    assert french.count("'") >= 20
    assert french.count("’") >= 20
    assert re.search(r"\ban (AI|LLM|initial public offering)\b", english)
    assert re.search(r"\ba (\w+ )?(funding round|GPU|startup|CEO)\b", english)


def test_no_sentence_is_from_the_articles():
    ours = {words for s in SENTENCES for words in sequences(s.source) | sequences(s.reference)}
    paths = [*ROOT.glob("corpus/articles/*.md"), *ROOT.glob("corpus/references/*.tsv")]
    assert len(paths) == 10
    for path in paths:
        shared = ours & sequences(path.read_text(encoding="utf-8"))
        assert not shared, path.name


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the received articles are not here")
def test_no_sentence_is_from_the_articles_of_others():
    ours = {words for sentence in SENTENCES for words in sequences(sentence.source)}
    for path in sorted(SEEDS.glob("*.txt")):
        shared = ours & sequences(path.read_text(encoding="utf-8"))
        assert not shared, path.name
