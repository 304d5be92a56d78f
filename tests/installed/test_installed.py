"""The wheel in a clean environment, as somebody has it who never saw the repository.

Packages come from the registry, by uv and its cache.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parents[2]
OUTSIDE = dict(os.environ)
"""The environment before other tests move the home: uv's cache and settings are there."""
HEAVY = "torch spacy stanza onnxruntime argostranslate streamlit pandas pyarrow ray".split()
PATIENCE = 120


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and an empty folder to work in."""

    environment: Path
    folder: Path

    @property
    def packages(self) -> Path:
        """The site-packages."""
        [place] = self.environment.glob("lib/python*/site-packages")
        return place

    @property
    def variables(self) -> dict[str, str]:
        """A home of its own, and nothing of ours."""
        return {"PATH": OUTSIDE["PATH"], "HOME": str(self.folder / "home")}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.environment / "bin" / command[0]), *command[1:]],
            env=self.variables,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )


def uv(*arguments: str | Path) -> None:
    places = os.pathsep.join([str(Path(sys.executable).parent), OUTSIDE["PATH"]])
    program = shutil.which("uv", path=places)
    assert program, "uv is missing: `make .venv/.test` installs it"
    done = subprocess.run(
        [program, *arguments], env=OUTSIDE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--out-dir", made, ROOT)
    [wheel] = made.glob("*.whl")
    return wheel


def install(wheel: Path, extra: str, folder: Path) -> Installed:
    installed = Installed(folder / "environment", folder / "empty")
    (installed.folder / "home").mkdir(parents=True)
    uv("venv", "--python", sys.executable, installed.environment)
    uv("pip", "install", "--python", installed.environment / "bin" / "python", f"{wheel}{extra}")
    return installed


@pytest.fixture(scope="module")
def plain(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The program without extras."""
    return install(wheel, "", tmp_path_factory.mktemp("plain"))


def content(packages: Path) -> dict[str, int]:
    """Every file but for what Python compiles, with the time when it was changed."""
    return {
        str(path.relative_to(packages)): path.stat().st_mtime_ns
        for path in packages.rglob("*")
        if "__pycache__" not in path.parts and path.is_file()
    }


def test_the_source_distribution_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    uv("build", "--sdist", "--out-dir", tmp_path, ROOT)
    [source] = tmp_path.glob("*.tar.gz")
    # The folders are in it once, though links lead to them.
    assert source.stat().st_size < 1.1 * wheel.stat().st_size
    uv("build", "--wheel", "--out-dir", tmp_path, source)
    [again] = tmp_path.glob("*.whl")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_nothing_but_visavis_comes_to_the_top(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"visavis"}
    assert {"visavis/glossary.csv", "visavis/py.typed", "visavis/reader/app.py"} <= set(names)
    assert sum(name.startswith("visavis/corpus/articles/") for name in names) == 5
    assert sum(name.endswith(".argosmodel") for name in names) == 1


def test_what_is_heavy_does_not_come_along(plain: Installed) -> None:
    code = "import importlib.util as u, sys; print([n for n in sys.argv[1:] if u.find_spec(n)])"
    assert plain.run("python", "-c", code, "visavis", *HEAVY).stdout == "['visavis']\n"


def test_the_module_is_the_command(plain: Installed) -> None:
    done = plain.run("python", "-W", "error", "-m", "visavis", "--version")
    assert done.stdout.startswith("visavis, version ")
    assert done.stderr == ""


def test_an_article_is_translated_in_an_empty_folder(plain: Installed) -> None:
    before = content(plain.packages)
    (plain.folder / "a.txt").write_text("Le capital double.\n", encoding="utf-8")
    done = plain.run("visavis", "translate", "a.txt", "-o", "out")
    assert (done.stdout, done.returncode) == ("out/a.md\n", 0)
    text = (plain.folder / "out" / "a.md").read_text(encoding="utf-8")
    assert "| Le capital double. | " in text
    assert "capital" in text.split("| Le capital double. | ")[1]
    terms = plain.run("visavis", "terms", "a.txt", "-g", str(ROOT / "glossary.csv"), "--csv")
    assert terms.stdout.startswith("article,segment,row,term,")
    assert plain.run("visavis", "score", "a.txt", "a.txt").stdout.split()[:3] == [
        *("BLEU", "chrF2", "TER"),
    ]
    done = plain.run("visavis", "translate", "a.txt", "-o", "out", "--format", "articles.jsonl")
    assert (done.stdout, done.returncode) == ("out/articles.jsonl\n", 0)
    assert content(plain.packages) == before


@pytest.mark.parametrize(
    ("extra", "command"),
    [
        ("argos", "models install"),
        ("reader", "read"),
        ("tables", "translate a.txt -o out --format parquet"),
        ("tables", "align a.txt a.txt -o both.parquet"),
        ("tables", "translate data.parquet -o out --format articles.jsonl"),
        ("ray", "translate a.txt -o out --on ray"),
    ],
)
def test_it_is_said_which_extra_is_missing(extra: str, command: str, plain: Installed) -> None:
    (plain.folder / "a.txt").write_text("Le capital double.\n", encoding="utf-8")
    (plain.folder / "data.parquet").write_bytes(b"PAR1")
    done = plain.run("visavis", *command.split())
    assert done.returncode == 1
    assert f"pip install 'visavis[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_data_frames_say_which_extra_is_missing(plain: Installed) -> None:
    code = (
        "import visavis\n"
        "translator = visavis.Translator()\n"
        "glossary = visavis.Glossary(())\n"
        "from visavis.translate.glossary.file import to_frame\n"
        "for call in (lambda: translator.translate_frame([]), lambda: translator.report([]),\n"
        "             lambda: to_frame(glossary)):\n"
        "    try: call()\n"
        "    except visavis.MissingExtraError as error: print(error)\n"
    )
    said = plain.run("python", "-c", code).stdout.splitlines()
    assert len(said) == 3
    assert all("pip install 'visavis[tables]'" in line for line in said)


def test_a_package_file_is_installed_without_argostranslate(plain: Installed) -> None:
    archive = plain.packages / "visavis/translate/packages/embedded/translate-fr_en.argosmodel"
    done = plain.run("visavis", "models", "install", str(archive))
    assert done.stdout.startswith("installed translate-fr_en-")
    [folder] = (plain.folder / "home/.local/share/argos-translate/packages").glob("translate-*")
    assert folder.name in plain.run("visavis", "models", "list").stdout


@contextlib.contextmanager
def serving(installed: Installed) -> Iterator[str]:
    """The address of `visavis read`, once it answers."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    log = installed.folder / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [str(installed.environment / "bin" / "visavis"), "read", "--port", str(port)],
            env=installed.variables,
            cwd=installed.folder,
            stdout=output,
            stderr=output,
        ) as server,
    ):
        try:
            deadline = time.monotonic() + PATIENCE
            while True:
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health").close()
                    break
                time.sleep(0.1)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()


def test_the_reader_shows_the_articles_that_come_with_it(wheel: Path, tmp_path: Path) -> None:
    installed = install(wheel, "[reader]", tmp_path)
    before = content(installed.packages)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is missing: `make chromium` installs it"
    with serving(installed) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(base_url=address)
        page.goto("/")
        expect(page.get_by_text("X dans xAI").first).to_be_visible(timeout=1000 * PATIENCE)
        page.goto("/glossary")
        expect(page.get_by_text("glossary.csv · 174 rows")).to_be_visible(timeout=1000 * PATIENCE)
        browser.close()
    assert content(installed.packages) == before
    kept = installed.folder / ".visavis"
    assert {path.name for path in kept.iterdir()} >= {"memory.sqlite", "samples"}
    assert len(list((kept / "samples/corpus/articles").glob("*.md"))) == 5
    assert "Your own: visavis read FOLDER" in (installed.folder / "log").read_text()
