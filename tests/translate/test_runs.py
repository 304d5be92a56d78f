import errno
import os
import random
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.atomic import WriteError
from translate.articles import keep
from translate.bilingual import BilingualArticle
from translate.engine import Engine
from translate.formats import FORMATS
from translate.glossary import parse_glossary
from translate.memory import Memory
from translate.output_places import PlaceError, plan
from translate.pipeline import translate_stream
from translate.run_plan import Recipe, survey, without_outputs
from translate.runs import Event, RunError, claim, run
from translate.terms import Glossary

GLOSSARY = parse_glossary("source,target\nvote,ballot\n", "test")
TEXTS = {
    "a.md": "# Le vote\n\nLa Commission a présenté un rapport. Le vote est clos.\n",
    "b.txt": "Merci à tous. La séance est ouverte.\n",
    "sub/c.html": "<html><body><article><h1>Le débat</h1><p>Le débat est long. Le vote aura lieu "
    "demain à midi.</p></article></body></html>",
    "d.txt": "Le rapport du vote est prêt depuis hier.\n",
}


class Folder:
    """A folder of articles, one of outputs, and a run over them as often as one likes."""

    def __init__(self, root: Path, engine: Engine) -> None:
        self.articles, self.output = root / "in", root / "out"
        self.memory: Memory | None = None
        self.engine = engine
        self.decoded: list[str] = []
        for name, text in TEXTS.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> Path:
        path = self.articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def found(self) -> list[tuple[Path, Path]]:
        paths = sorted(path for path in self.articles.rglob("*") if path.is_file())
        return [(path, path.relative_to(self.articles)) for path in paths]

    def translate(self, glossary: Glossary) -> Callable[..., Iterator[BilingualArticle]]:
        def translate(articles: Iterator[Article]) -> Iterator[BilingualArticle]:
            for bilingual in translate_stream(articles, self.engine, glossary, self.memory):
                self.decoded.append(bilingual.article.title)
                yield bilingual

        return translate

    def run(self, glossary: Glossary = GLOSSARY, form: str = "markdown") -> list[Event]:
        recipe = Recipe(self.engine.signature, glossary, FORMATS[form])
        self.decoded.clear()
        with claim(self.output, None) as journal:
            jobs = plan(self.found(), self.output, recipe.format.suffix)
            return list(run(jobs, recipe, journal, self.translate(glossary), self.memory))

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file() and not path.name.startswith(".visavis-run")
        }


@pytest.fixture
def folder(tmp_path: Path, engine: Engine) -> Folder:
    return Folder(tmp_path, engine)


def states(events: list[Event]) -> dict[str, str]:
    return {event.place: event.state for event in events}


def test_only_what_changed_is_done_again(folder: Folder) -> None:
    assert set(states(folder.run()).values()) == {"done"}
    first = folder.files()
    assert sorted(first) == ["a.md", "b.md", "d.md", "sub/c.md"]
    assert set(states(folder.run()).values()) == {"same"}
    assert folder.decoded == []
    folder.write("b.txt", "Merci à toutes.\n")
    (folder.output / "d.md").unlink()
    assert states(folder.run()) == {
        "a.md": "same",
        "b.md": "done",
        "sub/c.md": "same",
        "d.md": "done",
    }
    assert folder.files()["d.md"] == first["d.md"]
    other = parse_glossary("source,target\nvote,poll\n", "test")
    assert set(states(folder.run(other)).values()) == {"done"}
    assert set(states(folder.run(other, "json")).values()) == {"done"}


def test_what_people_write_in_the_memory_reaches_the_files_it_concerns(
    folder: Folder, tmp_path: Path
) -> None:
    folder.memory = Memory(tmp_path / "memory.sqlite")
    folder.run()
    keep("Merci à tous.", "Cheers, everybody.", folder.engine, folder.memory)
    assert states(folder.run()) == {
        "a.md": "same",
        "b.md": "done",
        "sub/c.md": "same",
        "d.md": "same",
    }
    assert b"Cheers, everybody." in folder.files()["b.md"]
    assert set(states(folder.run()).values()) == {"same"}
    folder.memory.forget("Merci à tous.")
    assert states(folder.run())["b.md"] == "done"
    assert b"Cheers, everybody." not in folder.files()["b.md"]
    folder.memory.close()


def test_a_file_changed_by_hand_is_kept_beside_the_new_one(folder: Folder) -> None:
    folder.run()
    made = folder.files()
    (folder.output / "a.md").write_text("my own words")
    [said] = [event.message for event in folder.run() if event.message]
    assert said == "a.md was changed by hand; that is now a.edited-1.md"
    assert folder.files() == made | {"a.edited-1.md": b"my own words"}
    # A file that no run made is nobody's to overwrite either.
    (folder.output / ".visavis-run.jsonl").unlink()
    (folder.output / "b.md").write_text("not from here")
    folder.run()
    assert folder.files()["b.edited-1.md"] == b"not from here"


def test_what_cannot_be_read_or_written_is_named_and_the_rest_is_done(folder: Folder) -> None:
    folder.write("empty.txt", "")
    (folder.output / "d.md").mkdir(parents=True)
    events = folder.run()
    assert states(events) == {
        "a.md": "done",
        "b.md": "done",
        "d.md": "failed",
        "empty.md": "failed",
        "sub/c.md": "done",
    }
    said = " ".join(event.message for event in events)
    assert "empty.txt" in said
    assert "d.md: is in the way" in said


def test_an_article_that_changes_meanwhile_is_translated_as_it_is_at_the_end(
    folder: Folder,
) -> None:
    stream = folder.translate(GLOSSARY)

    def late(articles: Iterator[Article]) -> Iterator[BilingualArticle]:
        for bilingual in stream(articles):
            if bilingual.article.title == "Le vote":
                folder.write("a.md", "# La fin\n\nMerci à tous.\n")
            yield bilingual

    recipe = Recipe(folder.engine.signature, GLOSSARY, FORMATS["markdown"])
    with claim(folder.output, None) as journal:
        jobs = plan(folder.found(), folder.output, ".md")
        list(run(jobs, recipe, journal, late, None))
    assert b"title_fr: La fin" in folder.files()["a.md"]
    assert set(states(folder.run()).values()) == {"same"}


def test_files_whose_article_is_gone_stay_and_are_named(folder: Folder) -> None:
    folder.run()
    (folder.articles / "b.txt").unlink()
    events = folder.run()
    assert states(events)["b.md"] == "gone"
    assert "b.md" in folder.files()


def test_a_dry_run_says_what_and_why_and_does_nothing(folder: Folder, tmp_path: Path) -> None:
    folder.memory = Memory(tmp_path / "memory.sqlite")
    folder.run()
    folder.write("b.txt", "Merci à tous. Voilà trois mots.\n")
    folder.write("e.txt", "")
    (folder.output / "d.md").unlink()
    before = folder.files()
    recipe = Recipe(folder.engine.signature, GLOSSARY, FORMATS["markdown"])
    with claim(folder.output, None) as journal:
        assert journal.pace > 0
        jobs = plan(folder.found(), folder.output, ".md")
        planned = list(survey(jobs, recipe, journal, folder.memory))
    assert [(one.job.place, one.reason, one.words, bool(one.problem)) for one in planned] == [
        ("a.md", "same", 0, False),
        ("b.md", "article", 3, False),
        ("d.md", "output", 0, False),
        ("e.md", "new", 0, True),
        ("sub/c.md", "same", 0, False),
    ]
    assert folder.files() == before
    folder.memory.close()


def test_two_runs_take_turns(folder: Folder) -> None:
    waited: list[bool] = []
    with claim(folder.output, None):
        with (
            pytest.raises(RunError, match="another run is writing into"),
            claim(folder.output, None),
        ):
            pass
        second = threading.Thread(target=lambda: _claim(folder.output, waited))
        second.start()
        while not waited:
            time.sleep(0.01)
        assert waited == [True]
    second.join()
    assert waited == [True, False]


def _claim(output: Path, waited: list[bool]) -> None:
    with claim(output, lambda: waited.append(True)):
        waited.append(False)


def test_the_output_folder_may_lie_in_what_is_translated(folder: Folder) -> None:
    folder.output = folder.articles
    recipe = Recipe(folder.engine.signature, GLOSSARY, FORMATS["json"])
    with claim(folder.output, None) as journal:
        assert len(without_outputs(folder.found(), folder.output, journal)) > 3
        jobs = plan([(folder.articles / "b.txt", Path("b.txt"))], folder.output, ".json")
        list(run(jobs, recipe, journal, folder.translate(GLOSSARY), None))
        found = without_outputs(folder.found(), folder.output, journal)
    assert Path("b.json") not in [inside for _, inside in found]
    assert Path("b.txt") in [inside for _, inside in found]


@pytest.mark.parametrize("fails_at", range(0, 24, 3))
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_after_any_failure_of_the_disk_the_next_run_makes_the_same_bytes(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int, number: int
) -> None:
    folder.memory = Memory(tmp_path / "memory.sqlite")
    quiet = Folder(tmp_path / "quiet", folder.engine)
    quiet.memory = folder.memory
    quiet.run()
    calls = 0
    real = {name: getattr(os, name) for name in ("fsync", "replace", "rename")}

    def failing(name: str) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            if calls >= fails_at:
                raise OSError(number, os.strerror(number))
            return real[name](*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for name in real:
            patch.setattr(os, name, failing(name))
        try:
            events = folder.run()
        except WriteError:
            assert number == errno.ENOSPC
        else:
            assert calls < fails_at or "failed" in states(events).values()
    folder.run()
    assert folder.files() == quiet.files()
    assert not list(folder.output.rglob("*.visavis-part"))
    folder.memory.close()


def test_a_journal_that_was_torn_costs_only_what_it_said(folder: Folder) -> None:
    folder.run()
    made = folder.files()
    journal = folder.output / ".visavis-run.jsonl"
    data = journal.read_bytes()
    for length in (0, 1, len(data) // 3, len(data) // 2 + 7, len(data) - 1):
        journal.write_bytes(data[:length])
        folder.run()
        assert folder.files() == made
        assert set(states(folder.run()).values()) == {"same"}


RUN = """
import sys
from translate.cli import main
main(["translate", "in", "-o", "out", "--memory", "memory.sqlite"])
"""


def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path: Path, engine: Engine) -> None:
    del engine  # its package is unpacked now
    quiet, killed = tmp_path / "quiet", tmp_path / "killed"
    for root in (quiet, killed):
        for name, text in TEXTS.items():
            (root / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "in" / name).write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    def start(root: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", RUN],
            cwd=root,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    began = time.monotonic()
    assert start(quiet).wait() == 0
    whole = time.monotonic() - began
    chance = random.Random(7)
    for _ in range(4):
        process = start(killed)
        time.sleep(whole * chance.uniform(0.3, 1.0))
        process.kill()
        process.wait()
    assert start(killed).wait() == 0

    def outputs(root: Path) -> dict[str, bytes]:
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in (root / "out").rglob("*")
            if path.is_file() and not path.name.startswith(".visavis-run")
        }

    assert outputs(killed) == outputs(quiet)


def test_every_article_has_a_place_of_its_own(tmp_path: Path) -> None:
    accent = "été"
    names = [
        "a.txt",
        "A.md",
        "a.html",
        "a.htm",
        unicodedata.normalize("NFC", f"{accent}.txt"),
        unicodedata.normalize("NFD", f"{accent}.txt"),
        f"{'é' * 120}.txt",
        "x/../a.txt",
        "..txt",
        "sub/a.txt",
    ]
    jobs = plan([(Path("in") / name, Path(name)) for name in names[:7]], tmp_path, ".md")
    assert [job.place for job in jobs[:6]] == [
        "a.md",
        "A.md.md",
        "a.html.md",
        "a.htm.md",
        unicodedata.normalize("NFC", "été.md"),
        unicodedata.normalize("NFD", "été.txt.md"),
    ]
    assert len(jobs[6].place.encode()) <= 200
    assert jobs == plan([(Path("in") / name, Path(name)) for name in names[:7]], tmp_path, ".md")


def test_no_place_is_outside_the_folder_or_on_the_article(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "sub").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PlaceError, match="through the link"):
        plan([(tmp_path / "sub" / "a.txt", Path("sub/a.txt"))], tmp_path / "out", ".md")
    with pytest.raises(PlaceError, match="its own translation"):
        plan([(tmp_path / "a.md", Path("a.md"))], tmp_path, ".md")
