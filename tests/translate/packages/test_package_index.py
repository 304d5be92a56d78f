"""The official package, from a real index on a server of this machine."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from package_zips import Entries, metadata, moved, python, write_zip

from visavis.corpus.errors import VisavisError
from visavis.corpus.extras import MissingExtraError
from visavis.translate.packages import choice as packages
from visavis.translate.packages.choice import PackageError, Pin, embedded, installed, selected


class Served:
    """A server on this machine: the answers it gives by path, and the paths asked for."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.answers: dict[str, tuple[int, bytes, int | None]] = {}
        self.asked: list[str] = []

    def index(self, *entries: object) -> None:
        self.answers["/index.json"] = (200, json.dumps(entries).encode(), None)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            code, body, length = served.answers.get(self.path, (404, b"none", None))
            self.send_response(code)
            if length != -1:
                self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # the client may hang up
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        served = Served(http.server_port)
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        from argostranslate import settings as argos

        monkeypatch.setattr(argos, "remote_package_index", f"{served.address}/index.json")
        yield served
        http.shutdown()
        thread.join()


def entry(*links: str, **changes: object) -> dict[str, object]:
    """An entry as argostranslate's index has it."""
    return {
        "package_version": "1.9",
        "argos_version": "1.9.0",
        "from_code": "fr",
        "from_name": "French",
        "to_code": "en",
        "to_name": "English",
        "links": list(links),
        **changes,
    }


@pytest.fixture
def official(server: Served, sound: Entries, tmp_path: Path) -> tuple[bytes, Pin]:
    """The archive behind the second of three entries of the index, and its pin."""
    top = "translate-fr_en-1_9"
    entries = moved(sound, top) | {f"{top}/metadata.json": metadata(package_version="1.9")}
    content = write_zip(tmp_path / "official", entries, zipfile.ZIP_DEFLATED).read_bytes()
    server.answers["/fr_en"] = (200, content, None)
    link = f"{server.address}/fr_en"
    server.index(
        entry(f"{server.address}/en_fr", from_code="en", to_code="fr"),
        entry(link),
        entry(f"{server.address}/fr_de", to_code="de"),
    )
    return content, Pin("1.9", len(content), hashlib.sha256(content).hexdigest())


def no_trace(home: Path) -> bool:
    return not any((home / "packages").iterdir()) and not any((home / "tmp").iterdir())


def test_the_pinned_archive_is_the_published_one() -> None:
    pin = packages.OFFICIAL
    assert (pin.version, pin.size) == ("1.9", 66585033)
    assert pin.sha256 == "3b3052fee6bb1e8e8e632a26a723eb2a2c7710dfe73ba61ffd9b83e85d4f14c1"


def test_the_official_package_is_found_in_the_index_and_installed(
    server: Served, official: tuple[bytes, Pin], home: Path
) -> None:
    _, pin = official
    progress: list[tuple[int, int]] = []
    package = packages.install_official(lambda done, of: progress.append((done, of)), pin)
    assert (package.name, package.version) == ("translate-fr_en-1_9", "1.9")
    assert installed() == (package,)
    assert selected() == package
    assert server.asked == ["/index.json", "/fr_en"]
    assert progress[-1] == (pin.size, pin.size)
    assert progress == sorted(progress)
    assert list((home / "tmp").iterdir()) == []


def test_another_address_is_tried_when_one_fails(
    server: Served, official: tuple[bytes, Pin]
) -> None:
    links = ["ipfs://archive", f"{server.address}/gone", f"{server.address}/fr_en"]
    server.index(entry(*links))
    assert packages.install_official(pin=official[1]).version == "1.9"
    assert server.asked == ["/index.json", "/gone", "/fr_en"]


Answer = tuple[int, bytes, int | None]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda content: (200, b"x" + content[1:], None), "SHA-256"),
        (lambda content: (200, content + b"x", None), "goes on after"),
        (lambda content: (200, content + b"x" * 5_000_000, -1), "goes on after"),
        (lambda content: (200, content[:-1], None), "transfer ended after"),
        (lambda content: (200, content[:100], len(content)), "transfer ended after 100 of"),
        (lambda content: (200, b"", None), "transfer ended after 0 of"),
        (lambda content: (404, content, None), "404"),
        (lambda content: (500, content, None), "500"),
    ],
)
def test_anything_but_the_pinned_archive_is_refused(
    spoil: Callable[[bytes], Answer],
    reason: str,
    server: Served,
    official: tuple[bytes, Pin],
    home: Path,
) -> None:
    content, pin = official
    server.answers["/fr_en"] = spoil(content)
    with pytest.raises(PackageError) as caught:
        packages.install_official(pin=pin)
    assert f"{server.address}/fr_en" in str(caught.value)
    assert reason in str(caught.value)
    assert "visavis models install FILE" in str(caught.value)
    assert no_trace(home)
    assert selected() == embedded()


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        (b"[]", "has no French-English package 1.9 (it has: none at all)"),
        (json.dumps([entry("x", package_version="2.0")]).encode(), "(it has: 2.0)"),
        (json.dumps([entry("x", type="sbd")]).encode(), "(it has: none at all)"),
        (json.dumps([entry("file:///etc/passwd", "ftp://x")]).encode(), "no web address"),
        (json.dumps([entry(links=None)]).encode(), "no web address"),
        (json.dumps([entry(links=[1, {}])]).encode(), "no web address"),
        (json.dumps([entry("http://[")]).encode(), "'http://['"),
        (b"<html>Please log in</html>", "is no package index"),
        (b"\xff\xfe", "is no package index"),
        (b"", "is no package index"),
        (b"3", "is no package index"),
        (b'["translate"]', "is no package index"),
        (b"[" * 100_000, "is no package index"),
    ],
)
def test_an_index_without_the_package_is_a_clear_error(
    index: bytes, reason: str, server: Served, home: Path
) -> None:
    server.answers["/index.json"] = (200, index, None)
    with pytest.raises(PackageError) as caught:
        packages.install_official()
    assert reason in str(caught.value)
    assert "visavis models install FILE" in str(caught.value)
    assert server.asked == ["/index.json"]
    assert no_trace(home)


def test_a_server_without_an_index_is_a_clear_error(server: Served, home: Path) -> None:
    with pytest.raises(PackageError, match=r"index\.json cannot be read.*install FILE"):
        packages.install_official()
    assert no_trace(home)


def test_without_a_network_a_file_or_the_embedded_package_is_proposed(home: Path) -> None:
    code = (
        "from visavis.translate.packages.choice import PackageError, install_official\n"
        "try: install_official()\n"
        "except PackageError as error: print(error)\n"
    )
    done = python(code, HOME=home, ARGOS_PACKAGE_INDEX="http://127.0.0.1:9/", TMPDIR=home / "tmp")
    assert done.stdout == (
        "The index http://127.0.0.1:9/index.json cannot be read. Check the network connection, or "
        "install a package file that you have (`visavis models install FILE`), or go on with the "
        "embedded package\n"
    )
    assert done.stderr == ""
    assert no_trace(home)


def test_a_download_can_be_cancelled(official: tuple[bytes, Pin], home: Path) -> None:
    class CancelledError(VisavisError):
        pass

    def cancel(_done: int, _of: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        packages.install_official(cancel, official[1])
    assert no_trace(home)


def test_without_argostranslate_its_extra_or_a_file_is_proposed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "argostranslate", None)
    with pytest.raises(MissingExtraError) as caught:
        packages.install_official()
    assert "`visavis models install` without a FILE needs argostranslate" in str(caught.value)
    assert "pip install 'visavis[argos]'" in str(caught.value)
    assert no_trace(home)
