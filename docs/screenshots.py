"""Makes the pictures of README and docs from the articles of the repository, in the real app.

    .venv/bin/python docs/screenshots.py [NAME ...]

Needs Chromium, as the browser tests do. The pictures show what the embedded model says.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
PATIENCE = 120_000
ARTICLE = "colossus-memphis.md"


def reading(page: Page) -> None:
    """An article, the pointer on a term."""
    page.goto(f"/?article={ARTICLE}")
    term = page.locator(".pair [lang=fr] .term").nth(4)
    term.hover()
    page.wait_for_timeout(1500)


def pair(page: Page) -> None:
    """A pair opened, in the dark theme."""
    page.goto(f"/?article={ARTICLE}")
    page.locator(".pair").nth(4).click()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.wait_for_timeout(6000)


def glossary(page: Page) -> None:
    """The table of terms."""
    page.goto("/glossary")
    page.locator(".stDataFrame").first.wait_for()


PICTURES: dict[str, tuple[Callable[[Page], None], str]] = {
    "reading": (reading, "light"),
    "pair": (pair, "dark"),
    "glossary": (glossary, "light"),
}


def main() -> None:
    """Take the pictures that are named, or all."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "visavis", "read", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        _wait(f"http://localhost:{port}/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
                args=["--no-sandbox", "--disable-gpu"],
            )
            for name in sys.argv[1:] or PICTURES:
                take, scheme = PICTURES[name]
                page = browser.new_page(
                    base_url=f"http://localhost:{port}",
                    viewport={"width": 1280, "height": 800},
                    color_scheme=scheme,  # type: ignore[arg-type]
                )
                page.set_default_timeout(PATIENCE)
                take(page)
                _settle(page)
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
                print(f"{name}.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _settle(page: Page) -> None:
    page.locator(".stMainBlockContainer").wait_for()
    page.wait_for_timeout(1500)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
    page.wait_for_timeout(500)


def _wait(url: str) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the app did not start")


if __name__ == "__main__":
    main()
