"""Where the translation of an article is put."""

import unicodedata
from pathlib import Path

import pytest

from visavis.translate.runs.output_places import PlaceError, plan


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
