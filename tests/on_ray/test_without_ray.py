import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from visavis.translate.cli import main


@pytest.mark.usefixtures("engine")
def test_it_is_said_how_to_install_ray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "ray", None)
    Path("a.txt").write_text("Le vote est clos.\n", encoding="utf-8")
    for options in ((), ("--format", "articles.jsonl")):
        result = CliRunner().invoke(
            main, ["translate", "a.txt", "-o", "out", "--on", "ray", *options]
        )
        assert result.exit_code == 1
        assert "uv sync --extra ray" in result.stderr
        assert "pip install 'visavis[ray]'" in result.stderr
    assert [path.name for path in Path("out").glob("[!.]*")] == []
