"""The five articles written for this project: raw, cleaned, and translated, kept in step."""

import csv
import re
from pathlib import Path

import pytest

from visavis.corpus.article import Article
from visavis.corpus.reading import read_article

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
SEEDS = ROOT.parent / "shared" / "seeds"

RAW = {
    "colossus-memphis": "colossus-memphis.txt",
    "rachat-de-x": "rachat-de-x.md",
    "supercalculateur-xai": "supercalculateur-xai.txt",
    "xai-contre-openai": "xai-contre-openai.html",
    "xai-levee-de-fonds": "xai-levee-de-fonds.txt",
}
METADATA = {
    "colossus-memphis": ("Bastien Delrixhe", "Le Mosan", "2024-12-19"),
    "rachat-de-x": ("Solène Marchadier", "Marge brute", "2025-03-31"),
    "supercalculateur-xai": ("Anne-Catherine Rochaz", "La Dépêche lémanique", "2024-05-28"),
    "xai-contre-openai": ("Yanis Le Goarant", "Octet & Cie", "2024-12-12"),
    "xai-levee-de-fonds": ("Lucie Vantour", "Agence Méridienne", "2024-05-27"),
}

each_article = pytest.mark.parametrize("name", RAW)


def cleaned(name: str) -> Article:
    return read_article(CORPUS / "articles" / f"{name}.md").article


def reference(name: str) -> list[list[str]]:
    with (CORPUS / "references" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def sequences(text: str, length: int) -> set[tuple[str, ...]]:
    tokens = words(text)
    return {tuple(tokens[at : at + length]) for at in range(len(tokens) - length + 1)}


def test_every_article_is_there_raw_cleaned_and_translated():
    assert sorted(path.name for path in (CORPUS / "raw").iterdir()) == sorted(RAW.values())
    assert sorted(path.stem for path in (CORPUS / "articles").iterdir()) == sorted(RAW)
    assert sorted(path.stem for path in (CORPUS / "references").iterdir()) == sorted(RAW)


@each_article
def test_cleaning_the_raw_article_gives_the_one_cleaned_by_hand(name: str):
    by_hand = [(block.kind, block.text) for block in cleaned(name).blocks]
    raw = read_article(CORPUS / "raw" / RAW[name]).article
    by_program = [(block.kind, block.text) for block in raw.blocks]
    assert by_program == by_hand


@each_article
def test_the_cleaned_article_has_its_metadata_and_begins_with_its_title(name: str):
    article = cleaned(name)
    assert (article.author, article.outlet, article.date) == METADATA[name]
    assert article.origin == "written for vis-à-vis"
    assert (article.blocks[0].marker, article.blocks[0].text) == ("# ", article.title)


@each_article
def test_the_body_has_500_to_900_words(name: str):
    body = " ".join(block.text for block in cleaned(name).blocks[1:])
    assert 500 <= len(body.split()) <= 900


@each_article
def test_the_reference_covers_every_block_of_the_article_in_order(name: str):
    header, *pairs = reference(name)
    assert header == ["source", "target"]
    assert all(
        len(pair) == 2 and all(side == side.strip() != "" for side in pair) for pair in pairs
    )

    sources = iter([source for source, _ in pairs])
    for block in cleaned(name).blocks:
        covered = next(sources)
        while len(covered) < len(block.text):
            covered += " " + next(sources)
        assert covered == block.text
    assert next(sources, None) is None


@each_article
def test_no_target_is_left_in_french_or_in_french_typography(name: str):
    for source, target in reference(name)[1:]:
        assert source != target
        assert not re.search(r"[«»\u00a0\u202f'\"]|\d \d{3}|\d,\d\D", target)


@each_article
def test_every_quotation_that_opens_closes_on_both_sides(name: str):
    french = "".join(source for source, _ in reference(name)[1:])
    english = "".join(target for _, target in reference(name)[1:])
    assert french.count("«") == french.count("»")
    assert english.count("“") == english.count("”")


def test_one_raw_article_is_in_windows_1252_with_the_characters_latin_1_lacks():
    raw = (CORPUS / "raw" / "colossus-memphis.txt").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    text = raw.decode("cp1252")
    assert all(character in text for character in "€’œ…")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the received articles are not here")
def test_no_six_words_in_a_row_are_taken_from_the_articles_received():
    taken = set[tuple[str, ...]]()
    received = [path.read_text(encoding="utf-8") for path in SEEDS.glob("*.txt")]
    assert len(received) == 5
    for text in received:
        taken |= sequences(text, 6)
    for name in RAW:
        raw = (CORPUS / "raw" / RAW[name]).read_bytes()
        text = raw.decode("cp1252" if name == "colossus-memphis" else "utf-8")
        assert not sequences(text, 6) & taken
        assert not sequences((CORPUS / "articles" / f"{name}.md").read_text("utf-8"), 6) & taken
