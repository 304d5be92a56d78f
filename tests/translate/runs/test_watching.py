import os
from pathlib import Path

from visavis.translate.runs.watching import watch


class Enough(Exception):
    """Ends a test's watching."""


def test_files_are_told_of_when_they_are_complete(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("vieux")
    os.utime(old, ns=(1, 1))
    looks = 0

    def pause() -> None:
        nonlocal looks
        looks += 1
        if looks <= 3:
            new.write_text("neuf" * looks)
        if looks == 5:
            raise Enough

    told = []
    try:
        for complete in watch(lambda: sorted(tmp_path.iterdir()), pause):
            told.append((looks, sorted(path.name for path in complete)))
    except Enough:
        pass
    # Growing in the looks 1 to 3, the same in 3 and 4.
    assert told == [(0, ["old.txt"]), (4, ["new.txt", "old.txt"])]


def test_a_file_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("ici")

    def pause() -> None:
        raise Enough

    watching = watch(lambda: [path, tmp_path / "gone.txt"], pause)
    os.utime(path, ns=(1, 1))
    assert next(watching) == frozenset([path])
