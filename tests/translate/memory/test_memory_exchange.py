from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from visavis.translate.bilingual.pairs import Pair
from visavis.translate.cli import main
from visavis.translate.engine.engine import Engine
from visavis.translate.formats.tmx import TmxError, Unit, read_tmx, write_tmx
from visavis.translate.memory.exchange import ImportReport, import_tmx, memory_units
from visavis.translate.memory.store import Memory


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path / "memory.sqlite")
    memory.remember({("Le vote.", b"1"): Pair("Le vote.", "Vote.", "engine")}, "model")
    memory.remember({("Le vote.", b"2"): Pair("Le vote.", "The vote.", "engine")}, "model")
    memory.remember({("Merci.", b"1"): Pair("Merci.", "Thank you.", "engine")}, "model")
    memory.keep("Merci.", "Cheers <b>.", changed=1_000_000_000)
    yield memory
    memory.close()


def tmx(path: Path, *units: Unit) -> Path:
    path.write_bytes(b"".join(write_tmx(units)))
    return path


def test_the_memory_as_units(memory: Memory) -> None:
    edited = Unit("Merci.", "Cheers <b>.", "edited", "2001-09-09T01:46:40Z")
    assert list(memory_units(memory, machine=False)) == [edited]
    first, second = memory_units(memory)
    assert first == edited
    assert (second.source, second.target, second.provenance) == ("Le vote.", "The vote.", "engine")


def test_edits_survive_the_way_to_another_machine(
    memory: Memory, tmp_path: Path, engine: Engine
) -> None:
    path = tmx(tmp_path / "a.tmx", *memory_units(memory))
    other = Memory(tmp_path / "other.sqlite")
    assert import_tmx(path, other, engine) == ImportReport(stored=1, machine=1)
    assert list(memory_units(other)) == list(memory_units(memory, machine=False))
    # The same file again changes nothing.
    assert import_tmx(path, other, engine) == ImportReport(stored=1, machine=1)
    assert len(other.history("Merci.")) == 1
    other.close()


def test_an_import_gives_way_to_edits_but_to_later_ones(
    memory: Memory, tmp_path: Path, engine: Engine
) -> None:
    theirs = tmx(
        tmp_path / "theirs.tmx",
        Unit("Merci.", "Thanks.", "imported"),
        Unit("Merci.", "Ta.", "edited", "2000-01-01T00:00:00Z"),
        Unit("Le vote est clos.", "The vote is closed."),
        Unit("Rien.", " "),
    )
    assert import_tmx(theirs, memory, engine) == ImportReport(stored=1, older=1, empty=1)
    assert memory.kept(["Merci."])["Merci."].target == "Cheers <b>."
    [kept] = memory.kept(["Le vote est clos."]).values()
    assert (kept.provenance, kept.changed) == ("imported", 0)
    assert [
        (kept.source[slice(*link.source)], kept.target[slice(*link.target)])
        for link in kept.alignment
        if link.source == (3, 7)
    ] == [("vote", "vote")]
    later = tmx(tmp_path / "later.tmx", Unit("Merci.", "Ta.", "edited", "2030-01-01T00:00:00Z"))
    assert import_tmx(later, memory, engine) == ImportReport(stored=1)
    assert memory.kept(["Merci."])["Merci."].target == "Ta."


def test_what_is_no_tmx_is_named(memory: Memory, tmp_path: Path, engine: Engine) -> None:
    path = tmp_path / "a.tmx"
    path.write_text("not a memory")
    with pytest.raises(TmxError, match=r"a\.tmx"):
        import_tmx(path, memory, engine)


def test_the_commands(memory: Memory, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["memory", *arguments, "--memory", str(memory.path)])
        assert result.exit_code == 0, result.output
        return result.output

    assert run("stats").splitlines()[1:] == [
        "        1  edited by people",
        "        0  imported",
        "        3  model",
    ]
    run("export", str(tmp_path / "all.tmx"))
    run("export", "--people-only", str(tmp_path / "people.tmx"))
    assert len(list(read_tmx(tmp_path / "all.tmx"))) == 2
    assert len(list(read_tmx(tmp_path / "people.tmx"))) == 1
    assert "1 stored\n1 not stored: said by a machine\n" in run("import", str(tmp_path / "all.tmx"))
    assert run("prune", "--other-models") == "3 pairs deleted\n"
    assert "1  edited by people" in run("stats")


def test_the_commands_make_no_memory(tmp_path: Path) -> None:
    place = tmp_path / "none.sqlite"
    for arguments in (["stats"], ["export", "-"], ["prune", "--older-than", "3"]):
        result = CliRunner().invoke(main, ["memory", *arguments, "--memory", str(place)])
        assert result.exit_code == 1
        assert "there is no memory yet" in result.output
    assert not place.exists()
    result = CliRunner().invoke(main, ["memory", "prune", "--memory", str(place)])
    assert (result.exit_code, "say what may go" in result.output) == (2, True)
