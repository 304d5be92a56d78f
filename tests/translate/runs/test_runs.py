"""What a run does again, and what it leaves alone."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from run_folder import Folder, states

from visavis.corpus.article import Article
from visavis.corpus.atomic import WriteError
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.memory.store import Memory
from visavis.translate.runs.output_places import plan
from visavis.translate.runs.plan import survey, without_outputs
from visavis.translate.runs.run import Input, RunError, claim, run


@pytest.fixture
def folder(tmp_path: Path, engine: Engine) -> Folder:
    return Folder(tmp_path, engine)


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
    folder.memory.keep("Merci à tous.", "Cheers, everybody.")
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
    recipe = folder.recipe()
    stream = folder.translate(recipe)

    def late(
        articles: Iterator[tuple[Input, Article]],
    ) -> Iterator[tuple[Input, BilingualArticle]]:
        for source, bilingual in stream(articles):
            if bilingual.article.title == "Le vote":
                folder.write("a.md", "# La fin\n\nMerci à tous.\n")
            yield source, bilingual

    with claim(folder.output, None) as journal:
        jobs = plan(folder.found(), folder.output, ".md")
        list(run(jobs, recipe, journal, late))
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
    recipe = folder.recipe()
    with claim(folder.output, None) as journal:
        assert journal.pace > 0
        jobs = plan(folder.found(), folder.output, ".md")
        planned = list(survey(jobs, recipe, journal))
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
    recipe = folder.recipe(form="json")
    with claim(folder.output, None) as journal:
        assert len(without_outputs(folder.found(), folder.output, journal)) > 3
        jobs = plan([(folder.articles / "b.txt", Path("b.txt"))], folder.output, ".json")
        list(run(jobs, recipe, journal, folder.translate(recipe)))
        found = without_outputs(folder.found(), folder.output, journal)
    assert Path("b.json") not in [inside for _, inside in found]
    assert Path("b.txt") in [inside for _, inside in found]


def test_the_translation_of_another_article_of_that_name_is_kept_and_named(
    folder: Folder,
) -> None:
    first = folder.articles
    folder.run()
    made = folder.files()
    folder.articles = first.parent / "more"
    folder.write("b.txt", "La séance est levée.\n")
    [said] = [event.message for event in folder.run() if event.message]
    assert said == "b.md was made of ../in/b.txt; that is now b.other-1.md"
    assert folder.files()["b.other-1.md"] == made["b.md"]
    assert "La séance est levée." in folder.files()["b.md"].decode()
    # The same article in another folder is no other.
    folder.articles = first.rename(first.with_name("moved"))
    (folder.output / "b.md").unlink()
    assert not [event.message for event in folder.run() if event.state == "done" if event.message]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_full_disk_is_told_in_one_message(folder: Folder) -> None:
    folder.run()
    (folder.output / "b.md").unlink()
    with pytest.raises(WriteError) as error:
        _run_without_room(folder)
    assert str(error.value) == (
        f"{folder.output}/.visavis-run.jsonl: cannot write (No space left on device); "
        "make room or choose another folder, then run again: it goes on from here"
    )
    assert set(states(folder.run()).values()) == {"same", "done"}


def _run_without_room(folder: Folder) -> None:
    with claim(folder.output, None) as journal:
        journal._file = Path("/dev/full").open("ab")  # noqa: SIM115 - the journal closes it
        jobs = plan(folder.found(), folder.output, ".md")
        recipe = folder.recipe()
        list(run(jobs, recipe, journal, folder.translate(recipe)))
