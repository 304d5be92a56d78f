"""Sentences of a block: literal hard cases, ten articles, FLORES dev, and what holds of any text.

`gold/segments.json` holds the hard cases as text with `¦` where a sentence ends; for the five
received articles, which are not ours, character offsets in the file and the beginning of the
SHA-256 of what stands there; and for FLORES dev, where a line holds more than one sentence, the
line and the offset at which each but the last of them ends.
"""

import csv
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.edits import Edit
from visavis.corpus.reading import read_article
from visavis.corpus.segmentation import segment

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
GOLD = json.loads((Path(__file__).parent / "gold" / "segments.json").read_text(encoding="utf-8"))

troublesome = st.text(alphabet="aéLX1.!?…«»“”\"'’()[]*—-,: \n\xa0", max_size=60)
any_text = st.one_of(st.text(), troublesome)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in segment(text)]


@pytest.mark.parametrize("marked", GOLD["hard"])
def test_hard_cases(marked: str):
    expected = [sentence.strip() for sentence in marked.split("¦")]
    assert sentences(marked.replace("¦", "")) == expected


@pytest.mark.parametrize("space", ["\n", "\xa0", "  ", "\u202f\n"])
def test_any_white_space_is_a_space(space: str):
    spaced = [marked.replace(" ", space) for marked in GOLD["hard"]]
    expected = [[sentence.strip() for sentence in marked.split("¦")] for marked in spaced]
    assert [sentences(marked.replace("¦", "")) for marked in spaced] == expected


@given(any_text)
def test_spans_are_ordered_disjoint_trimmed_and_hold_every_character(text: str):
    position = 0
    for start, end in segment(text):
        assert text[position:start].strip() == ""
        assert start < end
        assert text[start:end] == text[start:end].strip()
        position = end
    assert text[position:].strip() == ""


@given(st.lists(st.sampled_from(["Il lève 6 milliards.", "xAI en veut plus !", "Qui paie ?"])))
def test_plain_sentences_come_back_from_a_paragraph(written: list[str]):
    assert sentences(" ".join(written)) == written


@given(any_text)
def test_white_space_around_the_text_changes_nothing(text: str):
    assert sentences(f"\n {text}\t") == sentences(text.strip())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Le marché monte. " * 12_000, 12_000),
        ("Non ? — " * 25_000, 25_000),
        ("M. " * 65_000, 1),
        (". […] " * 35_000, 1),
        ("a (" * 65_000, 1),
        ("a.](" * 50_000, 1),
        ('"' * 200_000, 1),
        (". " * 100_000, 1),
        ("." + " " * 200_000 + "a", 1),
    ],
    ids=lambda value: value[:8] if isinstance(value, str) else None,
)
def test_a_paragraph_of_a_fifth_of_a_million_characters(text: str, count: int):
    # Fails by never ending: a pattern that tried every split of these would take days.
    assert len(segment(text)) == count


def cleaned_part(edits: Sequence[Edit], raw: str, start: int, end: int) -> str:
    """What the cleaning left of `raw[start:end]`, without insertions at its two ends."""
    position, parts = start, []
    for edit in edits:
        if edit.end <= start or edit.start >= end:
            continue
        parts.append(raw[position : max(position, edit.start)])
        if edit.start >= start and edit.end <= end:
            parts.append(edit.replacement)
        position = edit.end
    return "".join(parts) + raw[position:end]


@pytest.mark.parametrize("name", GOLD["seeds"])
def test_the_sentences_of_a_received_article(name: str):
    path = SHARED / "seeds" / name
    if not path.exists():
        pytest.skip("the received articles are not here")
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest() == GOLD["seeds"][name]["sha256"]
    raw = data.decode("utf-8")
    gold = GOLD["seeds"][name]["sentences"]
    for start, end, digest in gold:
        assert hashlib.sha256(raw[start:end].encode()).hexdigest().startswith(digest)

    reading = read_article(path)
    assert reading.cleaned.raw == raw
    expected = [cleaned_part(reading.cleaned.edits, raw, start, end) for start, end, _ in gold]
    assert list(reading.article.segments) == expected


@pytest.mark.parametrize("path", sorted((ROOT / "corpus" / "references").glob("*.tsv")))
def test_the_sentences_of_our_own_articles(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    article = read_article(ROOT / "corpus" / "articles" / f"{path.stem}.md").article
    assert list(article.segments) == [row["source"] for row in rows]


def test_lines_of_flores_with_more_than_one_sentence():
    path = SHARED / "eval" / "flores-dev.fr"
    if not path.exists():
        pytest.skip("FLORES dev is not here")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == GOLD["flores"]["sha256"]
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if cuts := [end for _, end in segment(line)[:-1]]:
            found[str(number)] = cuts
    assert found == GOLD["flores"]["inner"]
