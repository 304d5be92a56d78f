"""The real app, on a folder of its own, in a real browser.

One server serves all tests of a run; every test has a browser context of its own, and finds the
articles, the glossary and the translations as they were at the beginning.
"""

import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sample_library import GLOSSARY, Library, make_library

from visavis.translate.engine.engine import Engine
from visavis.translate.runs.library import MEMORY

APP = Path(__file__).parents[2] / "reader" / "app.py"
PATIENCE = 60_000
"""Milliseconds after which something will not happen any more, on a busy machine."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Library:
    """The library behind the server."""
    return make_library(tmp_path_factory.mktemp("served"), engine)


@pytest.fixture
def library(served: Library) -> Iterator[Library]:
    """The library behind the server, put back as it was after the test."""
    place = served.store / MEMORY.name
    kept = sqlite3.connect(":memory:")
    with contextlib.closing(sqlite3.connect(place)) as memory:
        memory.backup(kept)
    yield served
    (served.store / "places.json").unlink(missing_ok=True)
    served.glossary.write_text(GLOSSARY)
    with contextlib.closing(sqlite3.connect(place)) as memory:
        kept.backup(memory)


@pytest.fixture(scope="session")
def address(served: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the real app listens."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=localhost"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, env=os.environ | served.environment, stdout=output, stderr=output
        )
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health", server, log)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 2 * PATIENCE / 1000
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, as Debian packages it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, library: Library, address: str) -> Iterator[Page]:
    """A browser window that must not run foreign code, nor ask anyone else for anything."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    requests: list[str] = []
    crashes: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: crashes.append(str(error)))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
    yield page
    pwned = page.evaluate("window.pwned")
    context.close()
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in requests if not url.startswith(own)] == []
    assert (pwned, dialogs, crashes) == (None, [], [])
