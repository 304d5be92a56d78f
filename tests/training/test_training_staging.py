"""Files that travel in pieces come back whole, or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.staging import cut, deal, join


@given(content=st.binary(max_size=200), size=st.integers(1, 70))
def test_cut_and_join(tmp_path_factory: pytest.TempPathFactory, content: bytes, size: int) -> None:
    folder = tmp_path_factory.mktemp("pieces")
    (folder / "last.pt").write_bytes(content)
    pieces = cut(folder / "last.pt", folder / "out", size)
    assert all(p.stat().st_size <= size for p in pieces)
    assert join(folder / "out", "last.pt", folder / "back").read_bytes() == content


def test_a_missing_or_damaged_piece_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"0123456789")
    first, second, _ = cut(tmp_path / "a", tmp_path, 4)
    second.write_bytes(b"xxxx")
    with pytest.raises(ValueError, match="damaged"):
        join(tmp_path, "a", tmp_path / "b")
    first.unlink()
    with pytest.raises(ValueError, match=r"a\.000"):
        join(tmp_path, "a", tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_parts_are_dealt_within_the_limit_and_in_order(tmp_path: Path) -> None:
    files = []
    for name, size in (("p0", 4), ("p1", 5), ("p2", 9), ("p3", 1)):
        files.append(tmp_path / name)
        files[-1].write_bytes(b"x" * size)
    folders = deal(files, tmp_path / "stage", 10)
    held = [sorted(p.name for p in folder.iterdir()) for folder in folders]
    assert held == [["p0", "p1"], ["p2", "p3"]]
    with pytest.raises(ValueError, match="p2"):
        deal(files, tmp_path / "stage", 8)
