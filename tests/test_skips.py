"""A test that is skipped for a reason that nobody allowed fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def outcome(folder: Path, code: str) -> tuple[int, str]:
    """What pytest makes of a file with this code: its exit code and its last line."""
    (folder / "test_one.py").write_text(f"import pytest\n{code}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "skips", "-p", "no:cacheprovider", "-q"]
    run = subprocess.run(
        [*command, f"--rootdir={folder}", "test_one.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout


@pytest.mark.parametrize(
    "code",
    [
        "@pytest.mark.skip(reason='{}')\ndef test_one(): pass",
        "@pytest.mark.skipif(True, reason='{}')\ndef test_one(): pass",
        "def test_one(): pytest.skip('{}')",
        "@pytest.fixture\ndef thing(): pytest.skip('{}')\ndef test_one(thing): pass",
        "pytest.skip('{}', allow_module_level=True)",
    ],
)
def test_only_what_is_listed_may_be_skipped(tmp_path: Path, code: str) -> None:
    done, said = outcome(tmp_path, code.format("the moon is full"))
    assert done in (1, 2), said
    assert "skipped: the moon is full. See to it that the test can run here" in said
    done, said = outcome(tmp_path, code.format("FLORES dev is not here"))
    assert done in (0, 5), said
    assert "1 skipped" in said


def test_a_library_that_is_missing_is_no_excuse(tmp_path: Path) -> None:
    done, said = outcome(tmp_path, "pytest.importorskip('no_such_library')")
    assert (done, "could not import 'no_such_library'" in said) == (2, True), said


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    done, said = outcome(tmp_path, "@pytest.mark.xfail\ndef test_one(): assert False")
    assert (done, "1 xfailed" in said) == (0, True), said
