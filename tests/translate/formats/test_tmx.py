"""TMX: equal pairs both ways, readable to others, and safe to read from strangers."""

import io
import itertools
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair
from visavis.translate.formats.tmx import TmxError, Unit, read_tmx, units_of, write_tmx

# The parts of the document type of TMX 1.4b that a memory needs, in our own words.
DTD = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note|prop|ude)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED
  adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
<!ELEMENT note (#PCDATA)> <!ELEMENT prop (#PCDATA)> <!ELEMENT ude EMPTY>
<!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT body (tu*)>
<!ELEMENT tu ((note|prop)*, tuv+)> <!ATTLIST tu changedate CDATA #IMPLIED>
<!ELEMENT tuv ((note|prop)*, seg)> <!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA|ph)*>
<!ELEMENT ph (#PCDATA)>
<!ATTLIST ph x CDATA #IMPLIED assoc (p|f|b) #IMPLIED type CDATA #IMPLIED>
"""
UNITS = [
    Unit("« L’été » à 5 % < 6 & 7 ?", "“Summer” at 5% < 6 & 7?", "edited", "2025-03-14T10:22:33Z"),
    Unit(" deux\tlignes\r\nici ", "two\nlines]]>", "engine"),
    Unit("NUL \0, saut \x0c, 𝕏 \ufffe.", "\x1b", "copied"),
    Unit("", "", "memory"),
]  # fmt: skip
HEADER = (
    '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" '
    'adminlang="en" srclang="*all*" datatype="xml"/>'
)

texts = st.text(st.characters(), max_size=40)  # lone surrogates and controls included
moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
units = st.builds(
    Unit,
    texts,
    texts,
    st.sampled_from(["engine", "memory", "edited", "imported", "copied"]),
    st.just("") | moments.map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
)


def written(path: Path, units: list[Unit]) -> Path:
    path.write_bytes(b"".join(write_tmx(units)))
    return path


def tmx(path: Path, body: str, *, doctype: str = "", encoding: str = "utf-8") -> Path:
    text = f'{doctype}<tmx version="1.4">{HEADER}<body>{body}</body></tmx>'
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?>{text}', encoding=encoding)
    return path


def unit(french: str, english: str, *, fr: str = "fr", en: str = "en", more: str = "") -> str:
    return (
        f'<tu{more}><tuv xml:lang="{en}"><seg>{english}</seg></tuv>'
        f'<tuv xml:lang="{fr}"><seg>{french}</seg></tuv></tu>'
    )


@given(st.lists(units, max_size=5))
@example(UNITS)
def test_what_is_written_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, units: list[Unit]
) -> None:
    path = written(tmp_path_factory.mktemp("tmx") / "memory.tmx", units)
    assert list(read_tmx(path)) == units


def test_the_form_of_a_file() -> None:
    assert b"".join(write_tmx(UNITS[:1])).decode().split("<body>\n")[1] == (
        '<tu changedate="20250314T102233Z"><prop type="x-provenance">edited</prop>\n'
        '<tuv xml:lang="fr"><seg>« L’été » à 5 % &lt; 6 &amp; 7 ?</seg></tuv>\n'
        '<tuv xml:lang="en"><seg>“Summer” at 5% &lt; 6 &amp; 7?</seg></tuv></tu>\n'
        "</body>\n</tmx>\n"
    )


def test_a_file_keeps_to_the_document_type() -> None:
    etree.DTD(io.StringIO(DTD)).assertValid(etree.fromstring(b"".join(write_tmx(UNITS))))


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_another_program_reads_the_same_pairs(tmp_path: Path) -> None:
    from PythonTmx import from_element  # warns when it is compiled

    memory = from_element(etree.parse(written(tmp_path / "memory.tmx", UNITS)).getroot())
    assert [
        [
            (variant.lang, "".join(part for part in variant.content if isinstance(part, str)))
            for variant in unit.tuvs
        ]
        for unit in memory.tus
    ] == [
        [("fr", UNITS[0].source), ("en", UNITS[0].target)],
        [("fr", UNITS[1].source), ("en", UNITS[1].target)],
        [("fr", "NUL , saut , 𝕏 ."), ("en", "")],
        [("fr", ""), ("en", "")],
    ]
    assert [unit.props[0].text for unit in memory.tus] == ["edited", "engine", "copied", "memory"]
    assert memory.tus[0].changedate == datetime(2025, 3, 14, 10, 22, 33, tzinfo=UTC)


def test_the_pairs_of_an_article(tmp_path: Path) -> None:
    article = BilingualArticle(
        Article("T", (Block("heading", "T", ((0, 1),), "# "), Block("paragraph", "U.", ((0, 2),)))),
        ((Pair("T", "A title", "edited"),), (Pair("U.", "One.", "engine", -0.5),)),
        "",
    )
    expected = [Unit("T", "A title", "edited"), Unit("U.", "One.", "engine")]
    assert list(read_tmx(written(tmp_path / "a.tmx", list(units_of(article))))) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_memory_of_another_program(tmp_path: Path, encoding: str) -> None:
    body = (
        unit("Été", "Summer", fr="FR-CA", en="en_GB", more=' creationdate="20020101T163812Z"')
        + unit(
            'Un <bpt i="1">&lt;b></bpt>mot<ept i="1">&lt;/b></ept> <hi>clair</hi>.<!-- c -->',
            'A <ph x="1">&lt;img/></ph>clear<it pos="begin">x<sub>y</sub></it> word.',
            fr="fra",
            en="eng",
            more=' changedate="yesterday"',
        )
        + '<tu><tuv lang="fr"><seg>a</seg></tuv><tuv lang="fr-BE"><seg>b</seg></tuv>'
        '<tuv lang="en-US"><seg>c</seg></tuv><tuv lang="de"><seg>d</seg></tuv></tu>'
        + unit("nur", "deutsch", en="de")
    )
    doctype = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
    path = tmx(tmp_path / "other.tmx", body, doctype=doctype, encoding=encoding.replace("-sig", ""))
    path.write_text(path.read_text(encoding.replace("-sig", "")), encoding)
    assert list(read_tmx(path)) == [
        Unit("Été", "Summer", "imported", "2002-01-01T16:38:12Z"),
        Unit("Un mot clair.", "A clear word."),
        Unit("a", "c"),
    ]


def test_a_memory_with_a_name_space(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(
        f'<tmx xmlns="http://www.lisa.org/tmx14">{HEADER}<body>{unit("a", "b")}</body></tmx>'
    )
    assert list(read_tmx(path)) == [Unit("a", "b")]


BOMB = "<!DOCTYPE tmx [" + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
) + '<!ENTITY a "lol">]>'  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "unit 1: broken XML .* export it again"),
        ("Bonjour.", "unit 1: broken XML"),
        ("<html><body><p>x</p></body></html>", "is not TMX: it has no <tmx>; export it as TMX"),
        ("<tmx><body><tu>", "unit 1: broken XML"),
        (f"<tmx><body>{unit('a', 'b')}{unit('a', '&x;')}", "unit 2: broken XML"),
        ("<tmx><body><tu><tuv xml:lang='fr'/></tu></body></tmx>", r"unit 1 \(line 1\): its fr "),
        (f"<tmx><body>{unit('a', 'b', en='de')}</body></tmx>", "no French–English unit, only de"),
        (f"{BOMB}<tmx><body>{unit('&j;', 'b')}</body></tmx>", "declares|amplification"),
        (
            '<!DOCTYPE tmx [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
            f"<tmx><body>{unit('&f;', 'b')}</body></tmx>",
            "declares entities",
        ),
        (
            f'<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx><body>\n{unit("a &eacute;", "b")}</body></tmx>',
            r"unit 1 \(line 2\): the entity &eacute; is not defined; write it out",
        ),
        (f"<tmx><body>{'<hi>' * 500}</body></tmx>", "unit 1: broken XML"),
        (f"<tmx><body>{unit('a' * 11_000_000, 'b')}</body></tmx>", "unit 1: broken XML"),
        (f"<tmx><body>{'<x>yyyyyyyyyyyyy</x>' * 900_000}</body></tmx>", "unit 1: no end in 16 MB"),
    ],
)  # fmt: skip
def test_a_broken_or_hostile_file_is_named(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "odd.tmx"
    path.write_text(content)
    with pytest.raises(TmxError, match=rf"odd\.tmx.*{says}"):
        list(read_tmx(path))


def test_units_before_the_broken_one_are_given(tmp_path: Path) -> None:
    path = tmp_path / "cut.tmx"
    path.write_bytes(b"".join(write_tmx(UNITS * 1000))[:-1000])
    reading = read_tmx(path)
    read = list(itertools.islice(reading, 3000))
    assert read == UNITS * 750
    with pytest.raises(TmxError, match="broken XML"):
        list(reading)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TmxError, match=r"none\.tmx cannot be read"):
        next(read_tmx(tmp_path / "none.tmx"))


MEASURE = """
import pathlib, resource, sys
from visavis.translate.formats.tmx import read_tmx, write_tmx
path = pathlib.Path(sys.argv[1])
with path.open("wb") as file:
    file.writelines(write_tmx(unit for _ in range(15) for unit in read_tmx(path.with_name("a"))))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in read_tmx(path))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_memory_of_any_size_needs_little_room(tmp_path: Path) -> None:
    written(tmp_path / "a", UNITS * 500)
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "large.tmx")]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    count, grown = map(int, done.stdout.split())
    assert (tmp_path / "large.tmx").stat().st_size > 5_000_000
    assert count == 30_000
    assert grown < 4_000  # kilobytes; the tree of the whole file takes 60,000


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        list(write_tmx([Unit("a", "b", "edited", "yesterday")]))
