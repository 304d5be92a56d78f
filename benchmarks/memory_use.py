"""When a run writes its articles, and how much memory it takes, from the first to the last of them.

The articles are made of a few thousand different sentences, so that most of them are recalled and
the run gets far in little time; with `--new` every sentence is another, and all are decoded. Linux
only.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from speed import ROOT, sentences

_PER_ARTICLE = 20


def resident(process: int, field: str) -> float:
    """Megabytes that a process has now (`VmRSS`) or had at most (`VmHWM`)."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"process {process} has ended")


def main() -> None:
    """Write articles, translate them, and print the memory as files come out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=50_000, help="words of different sentences")
    parser.add_argument("--new", action="store_true", help="no sentence twice, 20 an article")
    options = parser.parse_args()
    # News has some 24 words a sentence.
    lines = sentences(options.articles * _PER_ARTICLE * 30 if options.new else options.words)
    chance = random.Random(1)  # noqa: S311
    with tempfile.TemporaryDirectory(prefix="visavis-memory-") as temporary:
        folder = Path(temporary)
        for number in range(options.articles):
            article = folder / "in" / f"{number // 1000:03}" / f"{number:06}.md"
            article.parent.mkdir(parents=True, exist_ok=True)
            if options.new:
                chosen = lines[number * _PER_ARTICLE : (number + 1) * _PER_ARTICLE]
            else:
                chosen = chance.choices(lines, k=_PER_ARTICLE)
            some = "\n\n".join(chosen)
            article.write_text(f"# Article {number}\n\n{some}\n", encoding="utf-8")
        command = [sys.executable, "-m", "visavis", "translate", "in", "-o", "out"]
        command += ["-g", str(ROOT / "glossary.csv")]
        began = time.monotonic()
        with subprocess.Popen(  # noqa: S603 - ourselves
            command,
            cwd=folder,
            env={"PYTHONPATH": str(ROOT), "HOME": str(Path.home()), "PATH": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        ) as process:
            assert process.stdout is not None
            print(f"{'articles':>8} {'seconds':>8} {'MB':>6}", flush=True)
            marks = {1, 10, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000}
            for done, _ in enumerate(process.stdout, start=1):
                if done in marks or done == options.articles:
                    now, most = (resident(process.pid, field) for field in ("VmRSS", "VmHWM"))
                    spent = time.monotonic() - began
                    print(f"{done:8,} {spent:8.1f} {now:6.0f}", flush=True)
            print(f"{most:.0f} MB at most")
        if process.returncode:
            sys.exit("the run failed; run `visavis translate` by hand")


if __name__ == "__main__":
    main()
