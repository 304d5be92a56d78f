"""Which pairs are kept, and that held-out sentences are not."""

import lzma
from collections import Counter
from pathlib import Path

import pytest
import sentencepiece

from training import domains, facts
from training.english_pieces import read_map, write_map
from training.filters import Duplicates, fault
from training.prepare import clean_pairs, corpora, held_out_keys, prepare, train_tokenizer


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Le prix est de 300 euros.", "The price is 300 euros.", None),
        ("", "The price.", "empty"),
        ("Oui.", "This is a very long sentence that says far more than the French.", "ratio"),
        ("Le modÃ¨le est cassÃ©.", "The model is broken.", "mojibake"),
        ("Voir <b>la page</b>.", "See <b>the page</b>.", "markup"),
        ("Привет, мир и все", "Hello, everybody", "characters"),
        ("The model is very big here.", "The model is very big here.", "copy"),
        ("The price of the model is here", "Le prix du modèle est ici", "language"),
        ("Il vécut de 1998 à 2004.", "He lived from 1912 to 1917.", "numbers"),
        ("Au XXe siècle.", "In the 20th century.", None),
        ("Colossus 2", "Colossus 2", None),
    ],
)
def test_fault(source: str, target: str, expected: str | None) -> None:
    assert fault(source, target) == expected


def test_near_duplicates_are_kept_once_and_paraphrases_three_times() -> None:
    duplicates = Duplicates()
    assert not duplicates.seen("Version 1.", "Version 1.")
    assert duplicates.seen("version 22", "Version 22")
    assert [duplicates.seen("Salut !", t) for t in ("Hi!", "Hello!", "Hey!", "Yo!")] == [
        False,
        False,
        False,
        True,
    ]


def test_held_out_sentences_are_removed_on_either_side(tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.mkdir()
    (held / "dev.fr").write_text("L’été fut très chaud. Puis la pluie est venue.\nOui.\n")
    (held / "dev.en").write_text("The engineers left at noon.\n")
    folder = tmp_path / "corpora"
    folder.mkdir()
    rows = [
        "l'ete fut tres chaud\tThat summer was hot.",  # a sentence of a held-out line
        "Les ingénieurs partirent.\tTHE ENGINEERS LEFT, AT NOON",  # English side
        "Oui.\tYes.",  # too short to be anybody's sentence
        "Une phrase à garder.\tA sentence to keep.",
    ]
    with lzma.open(folder / "tails.tsv.xz", "wt", encoding="utf-8") as stream:
        stream.write("\n".join(rows) + "\n")
    (folder / "SOURCES.tsv").write_text("name\tpairs\n")
    record: dict[str, Counter[str]] = {}
    kept = list(clean_pairs(corpora(folder), held_out_keys([held]), record))
    assert kept == [
        ("tails", "Oui.", "Yes."),
        ("tails", "Une phrase à garder.", "A sentence to keep."),
    ]
    assert record == {"tails": Counter({"read": 4, "held out": 2, "kept": 2})}


def test_one_pair_less_leaves_the_others_in_their_order(tmp_path: Path) -> None:
    folder, held = tmp_path / "corpora", tmp_path / "held"
    folder.mkdir()
    held.mkdir()
    numbers = ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"]
    rows = [f"Le {a} et le {b} du mois\tThe {b} {a} of the month" for a in numbers for b in numbers]
    (folder / "tails.tsv").write_text("\n".join(rows) + "\n")
    orders = []
    for held_out in ("", "Le sept et le trois du mois\n"):
        (held / "dev.fr").write_text(held_out)
        prepare(folder, [held], tmp_path / "work", vocabulary=345)
        orders.append((tmp_path / "work" / "pairs.tsv").read_text().splitlines())
    assert len(orders[0]) == 100
    assert orders[0] != [f"tails\t{row}" for row in rows]
    gone = "tails\tLe sept et le trois du mois\tThe trois sept of the month"
    assert orders[1] == [row for row in orders[0] if row != gone]


def numbered(folder: Path, name: str, count: int) -> None:
    """Different pairs of more than forty characters."""
    words = "marché banque usine maison voiture rivière lettre fenêtre horloge montagne".split()
    rows = [
        f"Le {words[n % 10]} et la {words[n // 10 % 10]} du {words[n // 100]} de {name} sont là\t"
        f"The {words[n % 10]} and {words[n // 10 % 10]} of the {words[n // 100]} in {name} stay"
        for n in range(count)
    ]
    (folder / f"{name}.tsv").write_text("\n".join(rows) + "\n")


def test_pairs_are_held_out_of_every_source(tmp_path: Path) -> None:
    folder, work = tmp_path / "corpora", tmp_path / "work"
    folder.mkdir()
    for name in ("debian_www", "news", "tails"):
        numbered(folder, name, 100)
    copied = (folder / "news.tsv").read_text()
    (folder / "tatoeba.tsv").write_text(copied.upper())
    record = prepare(folder, [], work, apart=50, vocabulary=345)
    rows = [line.split("\t") for line in (work / "pairs.tsv").read_text().splitlines()]
    held = [row[1:] for row in rows[:50]]
    assert [row[0] for row in rows].count(domains.APART) == 50
    assert {row[0] for row in rows[:50]} == {domains.APART}
    learnt = {tuple(side.casefold() for side in row[1:]) for row in rows[50:]}
    assert not learnt & {tuple(side.casefold() for side in row) for row in held}
    press = [line.split("\t") for line in (work / "press.tsv").read_text().splitlines()]
    assert press == [row for row in held if "news" in row[0]]
    assert 10 < len(press) < 40
    assert record["tatoeba"]["held out"] == len(press)
    assert record["tails"] == {"read": 100, "kept": 100}


def test_restricted_sources_can_be_left_out(tmp_path: Path) -> None:
    folder, work = tmp_path / "corpora", tmp_path / "work"
    folder.mkdir()
    for name in ("ted_talks", "tails", "of_somebody"):
        numbered(folder, name, 100)
    assert prepare(folder, [], work, vocabulary=345, free=True).keys() == {"tails", "of_somebody"}


def test_the_first_pairs_are_a_sample_by_weight(tmp_path: Path) -> None:
    folder, work = tmp_path / "corpora", tmp_path / "work"
    folder.mkdir()
    for name in ("laws", "tails"):
        numbered(folder, name, 500)
    prepare(folder, [], work, vocabulary=345)
    first = [line.split("\t")[0] for line in (work / "pairs.tsv").read_text().splitlines()[:400]]
    assert domains.main_weight("laws") == 0.1
    assert 20 < first.count("laws") < 80


def test_a_share_is_the_same_pairs_at_every_call(tmp_path: Path) -> None:
    numbered(tmp_path, "tails", 500)
    one, two = (list(clean_pairs(corpora(tmp_path), (), {}, 0.2)) for _ in range(2))
    assert one == two
    assert 60 < len(one) < 140


def test_every_weight_is_of_a_source_that_is_named() -> None:
    assert len(domains.WEIGHTS.keys() - {facts.DOMAIN}) == 113
    known = domains.WEIGHTS.keys()
    assert domains.FINAL.keys() | domains.RESTRICTED | domains.HELD_OUT <= known
    assert domains.PRESS <= domains.HELD_OUT
    assert (domains.main_weight("of_somebody"), domains.final_weight("of_somebody")) == (1.0, 0.0)


def test_the_map_holds_what_english_needs_and_no_marker(tmp_path: Path) -> None:
    french = [f"le modèle traduit la page {n} du journal" for n in range(300)]
    english = [f"the model translates page {n} of the paper" for n in range(300)]
    train_tokenizer([*french, *english], tmp_path, 350, 1)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "spm.model"))
    used = {piece for line in tokenizer.encode(english) for piece in line}
    write_map(tmp_path / "vmap.txt", used, tokenizer)
    source, _, pieces = (tmp_path / "vmap.txt").read_text().rstrip("\n").partition("\t")
    assert source == ""  # whatever the source holds
    known = set(pieces.split(" "))
    assert {"é", "<0x41>", *tokenizer.encode("of the paper", out_type=str)} <= known
    assert not known & {"⟦", "¦", "⟧", "<s>", "</s>", "▁modèle", "▁journal"}
    assert used < set(read_map(tmp_path / "vmap.txt", tokenizer))
