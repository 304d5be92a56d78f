"""One contestant of `benchmarks/speed.py`: argostranslate as it comes, in its own environment.

Run by the Python of that environment, which has no vis-à-vis. Reads folders from standard input,
a line each; translates every text file of each and says in JSON how long that took.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    """Answer one folder after another."""
    import spacy
    from argostranslate import package, settings, translate

    # Offline, argostranslate can split sentences only where the package brings the splitter. One
    # that it would download for other packages is not missed, if it is found in the cache.
    cached = Path(settings.cache_dir) / "spacy" / "senter" / "model"
    cached.parent.mkdir(parents=True, exist_ok=True)
    cached.touch()
    for installed in package.get_installed_packages():
        splitter = installed.package_path / "spacy"
        if not splitter.exists():
            spacy.blank("fr").to_disk(splitter)
    translate.translate("Bonjour.", "fr", "en")
    for line in sys.stdin:
        folder = Path(line.strip())
        wall, cpu = time.perf_counter(), time.process_time()
        for path in sorted(folder.glob("*.md")):
            translate.translate(path.read_text(encoding="utf-8"), "fr", "en")
        used = {
            "wall": time.perf_counter() - wall,
            "cpu": time.process_time() - cpu,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(used), flush=True)


main()
