"""The list of formats that every command offers."""

import subprocess
import sys

import pytest

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.formats import FORMATS, format_named
from visavis.translate.formats.json import loads

ARTICLE = BilingualArticle(
    Article(
        "Un titre",
        (
            Block("heading", "Un titre", ((0, 8),), "# "),
            Block("paragraph", "Une phrase.", ((0, 11),)),
        ),
    ),
    ((Pair("Un titre", "A title", "engine", -0.5),), (Pair("Une phrase.", "One.", "edited"),)),
    "engine:x",
)
BEGINNINGS = {
    "markdown": (".md", b"---\ntitle: A title\n"),
    "html": (".html", b"<!doctype html>\n"),
    "epub": (".epub", b"PK\3\4"),
    "tmx": (".tmx", b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx'),
    "csv": (".csv", b"\xef\xbb\xbfarticle,block,segment,source,target,"),
    "parquet": (".parquet", b"PAR1"),
    "json": (".json", b"{\n"),
}


def test_every_format_is_listed_under_its_name() -> None:
    assert {name: (format.name, format.suffix) for name, format in FORMATS.items()} == {
        name: (name, suffix) for name, (suffix, _) in BEGINNINGS.items()
    }


@pytest.mark.parametrize("name", BEGINNINGS)
def test_every_format_writes_an_article_the_same_every_time(name: str) -> None:
    written = FORMATS[name].write(ARTICLE)
    assert written.startswith(BEGINNINGS[name][1])
    assert b"A title" in written
    assert FORMATS[name].write(ARTICLE) == written


def test_markdown_heeds_the_layout() -> None:
    assert b"| Une phrase. | One. |" in FORMATS["markdown"].write(ARTICLE)
    assert b"> Une phrase.\n\nOne.\n" in format_named("markdown", "interleaved").write(ARTICLE)


def test_json_is_read_back_equal() -> None:
    assert loads(FORMATS["json"].write(ARTICLE).decode()) == ARTICLE


def test_the_list_brings_no_format_along() -> None:
    code = "import sys, visavis.translate.formats; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "visavis.translate.formats" in loaded
    assert not loaded & {"lxml", "pyarrow", "yaml", "visavis.translate.bilingual.pairs"}
