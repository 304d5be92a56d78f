import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Pair, TermUse
from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.terms import Glossary
from visavis.translate.memory.file import MemoryFileError
from visavis.translate.memory.keys import key_for
from visavis.translate.memory.store import Memory
from visavis.translate.packages.folder import PackageError
from visavis.translate.review.editing import save_edit
from visavis.translate.translator import Translator

FRENCH = (
    "La Commission a présenté un rapport.",
    "Le vote aura lieu demain.",
    "Merci à tous.",
    "Le rapport du vote est clos.",
)


def rows(*lines: str) -> Glossary:
    return parse_glossary("\n".join(("source,target", *lines)), "test")


PAIR = Pair(
    "Un rapport.",
    "A report.",
    "engine",
    -0.25,
    ("length",),
    (TermUse(2, "rapport", "report", (3, 10), (2, 8), "applied", "", "substitution"),),
    (Link((3, 10), (2, 8), 0.75),),
    "A relation.",
    -0.5,
)


class Counting:
    """The engine, counting the segments that it decodes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.decoded: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)

    def translate_parts(self, parts: list[str], *hints: object, **options: object) -> object:
        self.decoded += parts
        return self.engine.translate_parts(parts, *hints, **options)  # type: ignore[arg-type]

    def translator(self, glossary: Glossary, memory: Memory) -> Translator:
        return Translator(glossary=glossary, memory=memory, model=self)  # type: ignore[arg-type]


@pytest.fixture
def counting(engine: Engine) -> Counting:
    return Counting(engine)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path / "deep" / "memory.sqlite")
    yield memory
    memory.close()


def key(pair: Pair, maker: str = "model") -> tuple[str, bytes]:
    return key_for(maker, pair.source, (), rows("a,b"))


def test_what_is_remembered_is_recalled_equal_by_another_process(memory: Memory) -> None:
    memory.remember({key(PAIR): PAIR}, "model")
    again = Memory(memory.path)
    assert again.recall([key(PAIR), key(PAIR, "other model")]) == {key(PAIR): PAIR}
    assert again.latest([PAIR.source, "Autre."]) == {PAIR.source: PAIR}
    again.close()


def test_more_segments_than_a_statement_takes(memory: Memory) -> None:
    pairs = [replace(PAIR, source=f"Phrase {number}.") for number in range(1201)]
    memory.remember({key(pair): pair for pair in pairs}, "model")
    assert memory.recall([key(pair) for pair in pairs]) == {key(pair): pair for pair in pairs}
    assert [pair for pair, _ in memory.engine_pairs()] == pairs
    assert dict(memory.stats().pairs) == {"model": 1201}


def test_a_second_run_decodes_nothing_and_says_the_same(counting: Counting, memory: Memory) -> None:
    glossary = rows("rapport,account", "vote,ballot")
    first = counting.translator(glossary, memory).translate_many(FRENCH)
    assert counting.decoded == list(FRENCH)
    second = counting.translator(glossary, memory).translate_many(FRENCH)
    assert counting.decoded == list(FRENCH)
    assert second == first
    assert first == Translator(glossary=glossary, model=counting.engine).translate_many(FRENCH)


def test_a_changed_row_decodes_only_the_segments_in_which_its_term_occurs(
    counting: Counting, memory: Memory
) -> None:
    counting.translator(rows("rapport,report", "vote,vote"), memory).translate_many(FRENCH)
    counting.decoded.clear()
    changed = rows("bureau,office", "vote,ballot", "rapport,report")
    pairs = counting.translator(changed, memory).translate_many(FRENCH)
    assert counting.decoded == [FRENCH[1], FRENCH[3]]
    # The row of a term is where it stands today, though nothing was decoded for it.
    assert [use.row for use in pairs[0].terms] == [4]
    assert pairs == Translator(glossary=changed, model=counting.engine).translate_many(FRENCH)


def test_an_exception_concerns_its_sentence_alone(counting: Counting, memory: Memory) -> None:
    glossary = rows("rapport,account")
    counting.translator(glossary, memory).translate_many(FRENCH)
    counting.decoded.clear()
    excepted = replace(glossary, exceptions=frozenset({("rapport", FRENCH[0])}))
    counting.translator(excepted, memory).translate_many(FRENCH)
    assert counting.decoded == [FRENCH[0]]


def test_what_a_person_wrote_wins_and_says_what_became_of_the_terms(
    counting: Counting, memory: Memory
) -> None:
    glossary = rows("rapport,report")
    counting.translator(glossary, memory).translate_many(FRENCH)
    here = Translator(memory=memory, model=counting.engine)
    save_edit(here, FRENCH[0], "The Commission tabled a report.", seen=None)
    for other in (glossary, rows("rapport,account"), rows("vote,ballot")):
        pair = counting.translator(other, memory).translate_many(FRENCH)[0]
        assert (pair.target, pair.provenance) == ("The Commission tabled a report.", "edited")
    [use] = counting.translator(glossary, memory).translate_many(FRENCH[:1])[0].terms
    assert (use.outcome, use.target) == ("already", (24, 30))
    assert ((26, 35), (24, 30)) in {(link.source, link.target) for link in pair.alignment} or any(
        FRENCH[0][slice(*link.source)] == "rapport" for link in pair.alignment
    )
    memory.forget(FRENCH[0])
    pair = counting.translator(glossary, memory).translate_many(FRENCH)[0]
    assert pair.provenance == "engine"
    assert [kept.target for kept in memory.history(FRENCH[0])] == [
        "The Commission tabled a report."
    ]


def test_an_import_never_replaces_an_edit(memory: Memory) -> None:
    assert memory.keep("Merci.", "Thanks.", provenance="imported", changed=5)
    assert memory.keep("Merci.", "Cheers.")
    assert not memory.keep("Merci.", "Thank you.", provenance="imported")
    assert [(kept.target, kept.provenance) for kept in memory.all_kept()] == [("Cheers.", "edited")]
    assert (memory.stats().edited, memory.stats().imported) == (1, 0)


def test_pruning_spares_what_people_wrote(memory: Memory) -> None:
    memory.remember({key(PAIR, "old"): PAIR}, "old")
    memory.remember({key(PAIR, "new"): PAIR}, "new")
    memory.keep(PAIR.source, "A report!")
    assert memory.prune(maker="new") == 1
    assert dict(memory.stats().pairs) == {"new": 1}
    assert memory.prune(older_than=2**40) == 1
    assert [kept.target for kept in memory.all_kept()] == ["A report!"]


def test_an_article_is_recalled_with_what_is_outdated_and_missing(
    engine: Engine, memory: Memory
) -> None:
    article = Article("", (Block("paragraph", "Le vote. Merci.", ((0, 8), (9, 15))),))
    old, new = rows("vote,vote"), rows("vote,ballot")
    then = Translator(glossary=old, memory=memory, model=engine)
    now = Translator(glossary=new, memory=memory, model=engine)
    recalled = then.recall(article)
    assert (recalled.outdated, recalled.missing, recalled.bilingual.signature) == (0, 2, "")
    made = then.translate_article(article)
    recalled = then.recall(article)
    assert (recalled.outdated, recalled.missing, recalled.bilingual) == (0, 0, made)
    recalled = now.recall(article)
    assert (recalled.outdated, recalled.missing) == (1, 0)
    assert recalled.bilingual.pairs == made.pairs


def test_without_a_model_all_that_was_said_is_outdated(
    engine: Engine, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = Article("", (Block("paragraph", "Le vote. Merci.", ((0, 8), (9, 15))),))
    made = Translator(memory=memory, model=engine).translate_article(article)
    memory.keep("Merci.", "Cheers.")

    def gone() -> None:
        raise PackageError("the model is gone; choose another")

    monkeypatch.setattr("visavis.translate.packages.choice.selected", gone)
    recalled = Translator(memory=memory).recall(article)
    assert (recalled.outdated, recalled.missing, recalled.bilingual.signature) == (1, 0, "")
    [[vote, thanks]] = recalled.bilingual.pairs
    assert vote == made.pairs[0][0]
    assert (thanks.target, thanks.provenance) == ("Cheers.", "edited")


@pytest.mark.parametrize("damage", ["no database at all" * 100, ""])
def test_a_damaged_file_is_set_aside_not_deleted(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "memory.sqlite"
    path.write_text(damage)
    memory = Memory(path)
    memory.keep("Merci.", "Thanks.")
    assert memory.kept(["Merci."])["Merci."].target == "Thanks."
    memory.close()
    if damage:
        assert memory.set_aside == tmp_path / "memory.sqlite.damaged-1"
        assert memory.set_aside.read_text() == damage
    else:
        assert memory.set_aside is None


def test_what_people_wrote_is_saved_from_a_file_that_breaks_in_the_middle(memory: Memory) -> None:
    pairs = [replace(PAIR, source=f"Phrase {number}.") for number in range(400)]
    memory.keep("Merci.", "Thanks.")
    memory.remember({key(pair): pair for pair in pairs}, "model")
    memory.close()
    with sqlite3.connect(memory.path) as database:
        [root], [size] = (
            database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'pairs'").fetchone(),
            database.execute("PRAGMA page_size").fetchone(),
        )
    database.close()
    with memory.path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    again = Memory(memory.path)
    assert again.recall([key(pair) for pair in pairs]) == {}
    assert again.set_aside is not None
    assert again.kept(["Merci."])["Merci."].target == "Thanks."
    again.close()


def test_a_file_of_a_later_version_is_left_alone(memory: Memory) -> None:
    memory._database.execute("PRAGMA user_version = 99")
    with pytest.raises(MemoryFileError, match=r"memory\.sqlite.*update this one"):
        Memory(memory.path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MemoryFileError, match="choose a folder"):
        Memory(tmp_path / "file" / "memory.sqlite")


WRITER = """
import sys
from pathlib import Path
from visavis.translate.memory.store import Memory
memory = Memory(Path(sys.argv[1]))
for number in range(50):
    memory.keep(f"Phrase {number} de {sys.argv[2]}.", "Sentence.")
"""


def test_several_processes_write_at_once(memory: Memory) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(memory.path), name]) for name in "abc"
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(memory.all_kept()) == 150


def test_the_maker_of_a_pair_is_known(memory: Memory) -> None:
    pair = Pair("Un rapport.", "A report.", "engine")
    memory.remember({key(pair, "first"): pair}, "first")
    memory.remember({key(pair, "second"): pair}, "second")

    def made_by(key: bytes | None = None) -> str:
        known = memory.maker(pair.source, key)
        return known[0] if known else ""

    assert made_by() == "second"
    assert made_by(key(pair, "first")[1]) == "first"
    assert made_by(key(pair, "third")[1]) == ""
    assert memory.maker("Un vote.") is None
