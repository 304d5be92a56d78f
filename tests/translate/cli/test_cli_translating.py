import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from visavis.translate.cli import main
from visavis.translate.runs.run import claim

ARTICLE = "# Le vote\n\nLa Commission a présenté un rapport. Le vote est clos.\n"

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.md").write_text(ARTICLE, encoding="utf-8")
    Path("in/b.txt").write_text("Merci à tous.\n", encoding="utf-8")


def translate(*options: str) -> Result:
    return CliRunner().invoke(main, ["translate", "in", "-o", "out", *options])


def test_the_second_run_needs_no_model_and_names_the_same_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = translate()
    assert (first.exit_code, first.stdout) == (0, "out/a.md\nout/b.md\n")
    assert first.stderr.splitlines()[-1] == "2 translated"

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing is left to translate")

    monkeypatch.setattr("visavis.translate.translator.load_engine", refuse)
    second = translate()
    assert (second.exit_code, second.stdout) == (0, first.stdout)
    assert second.stderr.splitlines()[-1] == "0 translated, 2 unchanged"


def test_a_dry_run_says_what_would_be_done_and_how_long_it_takes() -> None:
    guess = translate("--dry-run")
    assert guess.exit_code == 0
    assert guess.stdout == "out/a.md: new; 12 words to decode\nout/b.md: new; 3 words to decode\n"
    assert guess.stderr == "15 words, about 0 s (a guess: nothing was measured here yet)\n"
    assert not list(Path("out").glob("*.md"))
    translate()
    Path("in/b.txt").write_text("Merci à toutes.\n", encoding="utf-8")
    measured = translate("--dry-run")
    assert measured.stdout == (
        "out/a.md: unchanged\nout/b.md: the article changed; 3 words to decode\n"
    )
    assert "3 words, about" in measured.stderr
    assert "(as fast as last time)" in measured.stderr


def test_a_folder_that_another_run_writes_into_is_refused_with_no_wait() -> None:
    with claim(Path("out"), None):
        refused = translate("--no-wait")
    assert refused.exit_code == 1
    assert "another run is writing into out" in refused.stderr
    assert translate("--no-wait").exit_code == 0


def test_what_is_stopped_with_ctrl_c_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("visavis.translate.translator.load_engine", interrupted)
        stopped = translate()
    assert (stopped.exit_code, stopped.stdout, stopped.stderr) == (130, "", "stopped\n")
    assert translate().exit_code == 0


def test_every_format_has_its_suffix_and_the_layout_is_markdowns() -> None:
    assert translate("--format", "json").stdout == "out/a.json\nout/b.json\n"
    assert translate("--layout", "interleaved").stdout == "out/a.md\nout/b.md\n"
    assert "> Merci à tous.\n" in Path("out/b.md").read_text(encoding="utf-8")
    again = translate("--format", "json", "--layout", "interleaved")
    assert again.stderr.splitlines()[-1] == "0 translated, 2 unchanged"
    assert translate("--format", "pdf").exit_code == 2


def test_without_a_memory_none_is_made() -> None:
    assert translate("--no-memory").exit_code == 0
    assert not Path(".visavis").exists()
    assert translate("--memory", "mine.sqlite").exit_code == 0
    assert Path("mine.sqlite").exists()


def test_what_is_dropped_into_a_watched_folder_is_translated_until_ctrl_c() -> None:
    with (
        subprocess.Popen(
            [sys.executable, "-m", "visavis", "translate", "in", "-o", "out", "--watch"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            # Tests that run in the background inherit that Ctrl-C is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ) as process,
        contextlib.ExitStack() as stack,
    ):
        stack.callback(process.kill)
        assert process.stdout is not None
        assert process.stderr is not None
        assert [process.stdout.readline() for _ in range(2)] == ["out/a.md\n", "out/b.md\n"]
        Path("in/c.txt").write_text("La séance est levée.\n", encoding="utf-8")
        assert process.stdout.readline() == "out/c.md\n"
        assert "La séance est levée." in Path("out/c.md").read_text(encoding="utf-8")
        while process.stderr.readline() != "watching; Ctrl-C stops\n":
            time.sleep(0)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
        assert said.splitlines()[-1] == "stopped"
        assert process.returncode == 0
