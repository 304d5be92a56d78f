"""Times the reading view on a short and a long article, in the real app and a real browser.

The articles are made of the shipped ones and their reference translations, repeated with numbers,
so that nothing has to be decoded. Prints for each: what the memory and the HTML take, the bytes
that the browser gets, the time to the first pair that is seen, and the frames while scrolling.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from visavis.corpus.reading import read_article
from visavis.translate.bilingual.alignment import ENGLISH_WORD, FRENCH_WORD, words
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Pair
from visavis.translate.engine.engine import load_engine
from visavis.translate.fidelity.flags import find_flags
from visavis.translate.formats.html import render
from visavis.translate.memory.store import Memory
from visavis.translate.packages import choice as packages
from visavis.translate.runs.library import MEMORY
from visavis.translate.terminology.uses import term_uses
from visavis.translate.translator import Translator

ROOT = Path(__file__).parents[1]
_FEW = 50
SCROLL = """async () => {
  const box = document.querySelector('[data-testid="stMain"]');
  const frames = [];
  let last = performance.now();
  for (let i = 0; i < 90; i++) {
    box.scrollBy(0, 300);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames.sort((a, b) => a - b);
}"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lengths", nargs="*", type=int, default=[1_000, 30_000], metavar="WORDS")
    lengths: list[int] = parser.parse_args().lengths
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        server_times = [make_article(root, length) for length in lengths]
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        print(
            f"{'words':>7}{'pairs':>7}{'memory':>9}{'html':>8}{'KB':>7}"
            f"{'first':>9}{'again':>8}{'frame':>8}{'worst':>8}"
        )
        make_article(root, _FEW)
        with served(root) as address:
            visit(browser, address, _FEW)  # loads the program and the model
            for length, (pairs, recall, html) in zip(lengths, server_times, strict=True):
                first, _, _ = visit(browser, address, length)
                again, sent, frames = visit(browser, address, length)
                print(
                    f"{length:>7}{pairs:>7}{recall:>8.2f}s{html:>7.2f}s{sent // 1000:>7}"
                    f"{first:>8.2f}s{again:>7.2f}s{frames[len(frames) // 2]:>6.0f}ms"
                    f"{frames[-1]:>6.0f}ms"
                )
        browser.close()


def make_article(root: Path, length: int) -> tuple[int, float, float]:
    """Write an article of so many words and remember its English.

    Gives its pairs, and the seconds to recall them and to render them.
    """
    engine = load_engine(packages.embedded())
    shutil.copy(ROOT / "glossary.csv", root)
    memory = Memory(root / "store" / MEMORY.name)
    translator = Translator(glossary=root / "glossary.csv", memory=memory, model=engine)
    paragraphs, made, total = [f"# Un article de {length} mots"], dict[str, str](), 0
    rows = cycle(_references())
    while total < length:
        sentences = []
        for _ in range(4):
            source, target = next(rows)
            turn = len(made)
            made[f"N{turn} : {source}"] = f"N{turn}: {target}"
            sentences.append(f"N{turn} : {source}")
            total += len(source.split()) + 1
        paragraphs.append(" ".join(sentences))
    path = root / "articles" / f"{length}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    article = read_article(path).article
    pairs = []
    for source in article.segments:
        target = made.get(source, source)
        matches = translator.matcher.find(source)
        links = _links(source, target)
        uses = term_uses(source, target, links, matches, translator.glossary)
        pair = Pair(source, target, "engine", -0.4, find_flags(source, target), uses, links)
        pairs.append(pair)
    translator.remember(pairs)
    begin = time.perf_counter()
    recalled = translator.recall(article)
    recall = time.perf_counter() - begin
    begin = time.perf_counter()
    render(recalled.bilingual)
    html = time.perf_counter() - begin
    memory.close()
    return len(article.segments), recall, html


def _references() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "corpus" / "references").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["source"], row["target"]


def _links(source: str, target: str) -> tuple[Link, ...]:
    """As many links as an alignment has, in the order of the words."""
    french, english = words(source, FRENCH_WORD), words(target, ENGLISH_WORD)
    return tuple(
        Link(french[i * len(french) // len(english)], span, 0.7) for i, span in enumerate(english)
    )


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The app on these articles."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "reader" / "app.py")]
    command += ["--server.headless=true", f"--server.port={port}", "--server.address=localhost"]
    environment = {
        "VISAVIS_FOLDER": str(root / "articles"),
        "VISAVIS_STORE": str(root / "store"),
        "VISAVIS_GLOSSARY": str(root / "glossary.csv"),
    }
    with (root / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603
            command, env=os.environ | environment, stdout=log, stderr=log
        )
    try:
        address = f"http://localhost:{port}"
        while server.poll() is None:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health").close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


def visit(browser: Browser, address: str, length: int) -> tuple[float, int, list[float]]:
    """Seconds until a pair is seen, bytes received by then, milliseconds of frames, sorted."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/glossary")  # what the browser keeps of Streamlit itself is not ours
    page.wait_for_timeout(2000)
    sent: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: sent.append(len(frame))),
    )
    begin = time.perf_counter()
    page.goto(f"{address}/?article={length}.md")
    page.locator(".pair").first.wait_for(timeout=120_000)
    first = time.perf_counter() - begin
    page.wait_for_timeout(2000)
    frames = page.evaluate(SCROLL)
    received = sum(sent)
    page.close()
    return first, received, frames


main()
