"""What training needs travels in folders that each fit one transfer."""

from pathlib import Path

import pytest

from training.staging import stage


def test_folders_within_the_limit_make_up_the_work_again(tmp_path: Path) -> None:
    work = tmp_path / "work"
    sizes = {
        "spm.model": 4, "vmap.txt": 2, "held/part-001": 3, "parts/part-001": 9, "parts/part-002": 1
    }  # fmt: skip
    for name, size in sizes.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(b"x" * size)
    (work / "pairs.tsv").write_text("not needed there")
    folders = stage(work, tmp_path / "out", 10)
    held = [
        {f"{p.relative_to(folder)}": p.stat().st_size for p in folder.rglob("*") if p.is_file()}
        for folder in folders
    ]
    assert held == [
        {"spm.model": 4, "vmap.txt": 2, "held/part-001": 3},
        {"parts/part-001": 9, "parts/part-002": 1},
    ]
    with pytest.raises(ValueError, match="part-001 has 9 bytes"):
        stage(work, tmp_path / "out", 8)
