"""The pages for people: their links lead somewhere, their commands exist, their examples hold."""

from __future__ import annotations

import itertools
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from test_arrows import FLOORS

import visavis
from visavis.corpus.reading import SUFFIXES
from visavis.translate.cli import main
from visavis.translate.fidelity.flags import EXPLANATIONS
from visavis.translate.formats import FORMATS, RECORDS
from visavis.translate.formats.marks import OUTCOMES
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.glossary.rows import COLUMNS

ROOT = Path(__file__).parents[1]
NAMES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "training/*.md")
PAGES = sorted(path.relative_to(ROOT).as_posix() for name in NAMES for path in ROOT.glob(name))
GUIDE, GLOSSARY, ARCHITECTURE = "docs/guide.md", "docs/glossary.md", "docs/architecture.md"
FOLDERS = "benchmarks|corpus|docs|reader|tests|training|translate|visavis"
HELP = {"-h", "--help", "--version"}
Row = list[str]


def text(page: str) -> str:
    """A page as it is written."""
    return (ROOT / page).read_text(encoding="utf-8")


def code(cell: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def tokens(page: str) -> list[Token]:
    """Everything on a page, the parts of its lines included."""
    found = MarkdownIt("commonmark").enable("table").parse(text(page))
    return [part for token in found for part in (token, *(token.children or ()))]


def anchors(page: str) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    found = tokens(page)
    seen: Counter[str] = Counter()
    made = set()
    for opening, inline in itertools.pairwise(found):
        if opening.type == "heading_open":
            words = re.sub(r"[^\w\- ]", "", inline.content.lower()).replace(" ", "-")
            made.add(f"{words}-{seen[words]}" if seen[words] else words)
            seen[words] += 1
    return made


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """The language and the content of each block of code."""
    for token in tokens(page):
        if token.type in ("fence", "code_block"):
            yield token.info, token.content


def commands(page: str) -> Iterator[list[str]]:
    """The words of each shell command in the blocks, without what is read from and written to."""
    for language, content in blocks(page):
        if language not in ("", "sh"):
            continue
        for line in content.replace("\\\n", " ").splitlines():
            lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
            lexer.whitespace_split, words = True, [""]
            for word in [*lexer, ";"]:
                if set(word) <= set("|;&"):
                    yield words[1:]
                    words = [""]
                elif words[-1] in ("<", ">", ">>"):
                    words.pop()
                else:
                    words.append(word)


def table_rows(page: str, heading: str) -> Iterator[Row]:
    """The cells, as written, of the tables below a heading, without their heads."""
    part = text(page).split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    for table in re.findall(r"(?:^\|.*\n)+", part, re.MULTILINE):
        for line in table.splitlines()[2:]:
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def check(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let click parse the arguments of `visavis`, whatever files there are; nothing is run."""
    monkeypatch.setattr(click.Path, "convert", lambda self, value, param, ctx: value)
    command: click.Command = main
    while isinstance(command, click.Group):
        if not arguments or arguments[0] in HELP:
            return
        name, *arguments = arguments
        assert name in command.commands, f"there is no command {name}"
        command = command.commands[name]
    if not HELP & set(arguments):
        command.make_context(command.name, arguments)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings_that_exist(page: str) -> None:
    for token in tokens(page):
        address = str(token.attrGet("href") or token.attrGet("src") or "")
        link = urlsplit(unquote(address))
        if not address or link.scheme:
            continue
        target = (ROOT / page).parent / link.path if link.path else ROOT / page
        assert target.exists(), f"{page}: {address}"
        assert target.resolve().is_relative_to(ROOT), f"{page}: {address}"
        if link.fragment:
            name = target.resolve().relative_to(ROOT).as_posix()
            assert link.fragment in anchors(name), f"{page}: {address}"


@pytest.mark.parametrize("page", PAGES)
def test_commands_exist_with_their_options(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in commands(page):
        places = [at for at, word in enumerate(words) if Path(word).name == "visavis"]
        if places:
            try:
                check(words[places[0] + 1 :], monkeypatch)
            except (click.ClickException, AssertionError) as error:
                pytest.fail(f"{page}: {shlex.join(words)}: {error}")


@pytest.mark.parametrize(
    "line",
    [
        "translate in",
        "translate in -o out --formats html",
        "translate in -o out --format pdf",
        "models list all",
        "glossary tidy",
        "reed",
    ],
)
def test_a_wrong_command_would_be_found(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises((click.UsageError, AssertionError)):
        check(line.split(), monkeypatch)


@pytest.mark.parametrize("page", PAGES)
def test_benchmarks_and_make_targets_exist(page: str) -> None:
    rules = text("Makefile")
    for words in commands(page):
        if words[:1] == ["make"]:
            assert re.search(rf"^{re.escape(words[1])}:", rules, re.MULTILINE), words
        for at, word in enumerate(words):
            if word.startswith("benchmarks/") and word.endswith(".py"):
                program = text(word)
                options = [other for other in words[at:] if other.startswith("--")]
                assert all(f'"{option}"' in program for option in options), words


@pytest.mark.parametrize("page", [page for page in PAGES if page != "CHANGELOG.md"])
def test_files_of_the_repository_that_a_page_names_exist(page: str) -> None:
    for token in tokens(page):
        if token.type == "code_inline" and re.fullmatch(rf"({FOLDERS})/[\w./]*", token.content):
            assert (ROOT / token.content).exists(), f"{page}: {token.content}"


def test_the_readme_is_short() -> None:
    assert len(text("README.md").splitlines()) <= 90


def test_the_readme_shows_the_lines_that_the_page_on_python_begins_with() -> None:
    shown = [content for language, content in blocks("README.md") if language == "python"]
    run = [content for language, content in blocks("docs/python.md") if language == "python"]
    assert shown == run[:1]


def test_wheels_that_pages_name_have_this_version() -> None:
    named = {v for page in PAGES for v in re.findall(r"visavis-([\d.]+)-py3", text(page))}
    assert named == {visavis.__version__}


def test_the_guide_has_every_format_kind_of_file_and_flag() -> None:
    formats = [name for row in table_rows(GUIDE, "Formats") for name in code(row[0])]
    assert formats == [*FORMATS, *RECORDS]
    kinds = [name for row in table_rows(GUIDE, "Translating") for name in code(row[-1])]
    assert {name for name in kinds if name.startswith(".")} == set(SUFFIXES)
    flags = {name for row in table_rows(GUIDE, "What to check") for name in code(row[0])}
    assert flags == set(EXPLANATIONS)


def test_the_page_on_glossaries_has_every_column_and_outcome() -> None:
    columns = [name for row in table_rows(GLOSSARY, "Columns") for name in code(row[0])]
    assert columns == list(COLUMNS)
    outcomes = [name for row in table_rows(GLOSSARY, "Outcomes") for name in code(row[0])]
    assert outcomes == list(OUTCOMES)


def test_the_glossaries_on_the_page_can_be_used() -> None:
    tables = [content for language, content in blocks(GLOSSARY) if language == "csv"]
    assert len(tables) == 3
    for table in tables:
        assert len(parse_glossary(table, GLOSSARY).terms) == len(table.splitlines()) - 1


@pytest.mark.parametrize(
    "row",
    [*table_rows(GLOSSARY, "Which forms are found"), *table_rows(GLOSSARY, "Verbs and gaps")],
    ids=lambda row: row[0],
)
def test_terms_are_found_where_the_page_says(row: Row) -> None:
    source, pos, examples = row
    target = "one … other" if "…" in source else "English"
    matcher = Matcher(parse_glossary(f"source,target,pos\n{source},{target},{pos}\n", GLOSSARY))
    for example in examples.split("; "):
        french = example.replace("**", "")
        found = [french[match.start : match.end] for match in matcher.find(french)]
        assert found == re.findall(r"\*\*(.+?)\*\*", example), example


def test_the_page_on_architecture_has_the_floors_of_the_rooms() -> None:
    rooms = [
        (len(FLOORS) - int(row[0]), name)
        for row in table_rows(ARCHITECTURE, "The rooms of `translate`")
        for name in code(row[1])
    ]
    assert sorted(rooms) == [(at, room) for at, floor in enumerate(FLOORS) for room in floor]
