"""Sentences of English text: what differs from French is the abbreviations and the first words."""

import csv
from pathlib import Path

import pytest

from visavis.corpus.segmentation import segment
from visavis.corpus.sentence_words import ENGLISH

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "marked",
    [
        "Mr. Musk left. ¦ Dr. Roy stayed with Mrs. Chen, Sen. Diaz and Gov. Reed.",
        "It sued Apple Inc. in May. ¦ The court of the U.S. District refused.",
        "It moved to the U.S. ¦ The move cost $1.5 million.",
        "He is Sam Altman Jr. ¦ He sold his shares of X Corp. ¦ It's over.",
        "The meeting began at 5 p.m. Monday. ¦ It ended at 8 p.m. ¦ They left.",
        "See No. 12 and fig. 3. ¦ On Jan. 5, shares fell 3.2%. ¦ By Sept. 30, they rose.",
        "“Is it good?” he asked. ¦ “It is.” ¦ She agreed.",
        "“It is bigger. ¦ It is better.” ¦ Nobody laughed.",
        "'I am done.' ¦ 'So am I.'",
        'The deal "makes sense," he said. ¦ "We like it." ¦ Others do not.',
        "The winner is … Elon Musk. ¦ Wait… ¦ What?",
        "John F. Kennedy spoke. ¦ J. K. Rowling wrote it with George R. R. Martin.",
        "The company raised its Series A. ¦ Investors cheered.",
        "Vegetables (e.g. carrots, i.e. roots) vs. Fruit Inc. is a case.",
        "He wrote it on X. ¦ Nobody read it.",
        "xAI bought it. ¦ xAI is young! ¦ Is it? ¦ Don’t ask.",
        "It runs on Node.js and costs 100,000.50 dollars. ¦ We’ve seen worse.",
    ],
)
def test_hard_cases(marked: str) -> None:
    text = marked.replace("¦ ", "")
    assert [text[start:end] for start, end in segment(text, ENGLISH)] == marked.split(" ¦ ")


@pytest.mark.parametrize("path", sorted((ROOT / "corpus" / "references").glob("*.tsv")))
def test_reference_translations_come_apart_as_they_were_written(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    closed = [row["target"] for row in rows if row["target"][-1] in ".!?”"]
    text = " ".join(closed)
    assert [text[start:end] for start, end in segment(text, ENGLISH)] == closed
