"""Uploads, honest and hostile, as articles; articles as files with safe names."""

import io
import stat
import struct
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from visavis.corpus.atomic import WriteError
from visavis.corpus.reading import read_article, read_text
from visavis.reader import uploads
from visavis.reader.uploads import Refusal, Upload, add_to_library, safe_stems, unpack


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], name: str = "presse.zip") -> Upload:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members:
            archive.writestr(member, data)
    return Upload(name, file.getvalue())


def test_articles_come_as_they_are_and_out_of_zips() -> None:
    zipped = packed(("a.md", b"# Un"), ("mars/b.txt", b"Deux."), ("mars/", b""))
    found, refused = unpack([Upload("c.html", b"<p>Trois"), zipped])
    assert found == [
        Upload("c.html", b"<p>Trois"),
        Upload("presse.zip/a.md", b"# Un"),
        Upload("presse.zip/mars/b.txt", b"Deux."),
    ]
    assert refused == []


def test_what_a_system_adds_to_a_zip_is_passed_over() -> None:
    zipped = packed(
        ("a.md", b"# Un"), ("__MACOSX/._a.md", b"x"), (".DS_Store", b"x"), ("Thumbs.db", b"x")
    )
    assert unpack([zipped]) == ([Upload("presse.zip/a.md", b"# Un")], [])


def test_names_of_a_zip_made_on_a_mac_are_read() -> None:
    name = unicodedata.normalize("NFD", "déjà").encode()
    plain = packed(("d" * len(name) + ".md", b"# Un"))
    mac = Upload("m.zip", plain.data.replace(b"d" * len(name), name))
    assert unpack([mac])[0] == [Upload("m.zip/déjà.md", b"# Un")]


@pytest.mark.parametrize(
    "name",
    ["../a.md", "x/../../a.md", "/etc/a.md", "C:\\a.md", "C:/a.md", "..\\a.md", "\\\\host\\a.md"],
)
def test_names_that_lead_out_of_a_zip_are_refused(name: str) -> None:
    found, [refusal] = unpack([packed((name, b"# Un"), ("b.md", b"# Deux"))])
    assert found == [Upload("presse.zip/b.md", b"# Deux")]
    assert refusal.reason == "has a name that leads out of the zip: pack it under a plain name"


def test_links_in_a_zip_are_refused() -> None:
    link = zipfile.ZipInfo("a.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found, [refusal] = unpack([packed((link, b"/etc/passwd"))])
    assert found == []
    assert "is only a link" in refusal.reason


def test_what_is_locked_is_refused_and_hides_nothing_else() -> None:
    zipped = packed(("a.md", b"# Un"), ("b.md", b"# Deux"))
    data = bytearray(zipped.data)
    data[data.index(b"PK\1\2") + 8] |= 1  # what the list says of the first file
    found, refused = unpack([Upload("z.zip", bytes(data))])
    assert found == [Upload("z.zip/b.md", b"# Deux")]
    assert refused == [
        Refusal("z.zip/a.md", "is locked with a password: unpack it and add the file")
    ]


def test_a_zip_in_a_zip_is_refused() -> None:
    found, [refusal] = unpack([packed(("inner.zip", packed(("a.md", b"# Un")).data))])
    assert found == []
    assert refusal.reason == "is a zip inside a zip: unpack it and add what is in it"


def test_a_name_that_is_there_twice_is_taken_once() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        zipped = packed(("a.md", b"# Un"), ("a.md", b"# Deux"))
    found, [refusal] = unpack([zipped])
    assert found == [Upload("presse.zip/a.md", b"# Un")]
    assert "twice" in refusal.reason


def test_the_same_article_is_taken_once() -> None:
    there = Upload("a.md", b"# Un")
    found, refused = unpack([Upload("b.md", b"# Un"), Upload("c.md", b"# Deux")], [there])
    assert found == [Upload("c.md", b"# Deux")]
    assert refused == [Refusal("b.md", "is the same as a.md")]


def test_a_zip_that_lies_about_its_size_is_unpacked_no_further_than_allowed() -> None:
    size = uploads.FILE_SIZE * 4
    zipped = packed(("a.md", b" " * size), ("b.md", b"# Un"))
    assert len(zipped.data) < size / 500
    data = zipped.data.replace(struct.pack("<L", size), struct.pack("<L", 4))
    for bomb in (zipped.data, data):
        found, [refusal] = unpack([Upload("z.zip", bomb)])
        assert found == [Upload("z.zip/b.md", b"# Un")]
        assert refusal.name == "z.zip/a.md"
        assert "larger than 5 MB" in refusal.reason or "damaged" in refusal.reason


def test_unpacking_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "UNPACKED_SIZE", 2 * 2**20)
    members = [(f"{number}.md", bytes([48 + number]) * 2**20) for number in range(9)]
    found, refused = unpack([packed(*members)])
    assert [upload.name for upload in found] == ["presse.zip/0.md", "presse.zip/1.md"]
    assert [refusal.name for refusal in refused] == ["presse.zip/2.md", "presse.zip"]
    assert refused[1].reason.startswith("unpacks to more than 2 MB")


def test_a_list_of_very_many_names_is_not_even_opened() -> None:
    zipped = packed(*((f"{number:0120}.md", b"") for number in range(14_000)))
    assert unpack([zipped]) == (
        [],
        [Refusal("presse.zip", "lists too many files: pack the articles alone")],
    )
    end = zipped.data.rindex(b"PK\5\6")
    large = zipped.data[:end] + b"PK\6\7" + bytes(16) + packed(("a.md", b"x")).data[-22:]
    assert "too many" in unpack([Upload("z.zip", large)])[1][0].reason


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\3\4 no zip", b"PK\5\6" + b"\0" * 17])
def test_what_is_no_zip_is_said_to_be_none(data: bytes) -> None:
    found, [refusal] = unpack([Upload("a.zip", data)])
    assert found == []
    assert refusal.reason.startswith("cannot be opened as a zip")


def test_a_damaged_article_hides_no_other() -> None:
    text = bytes(range(256)) * 4
    zipped = packed(("a.md", text), ("b.md", b"# Un"))
    at = zipped.data.index(b"a.md") + 20
    data = zipped.data[:at] + b"\xff" * 20 + zipped.data[at + 20 :]
    found, [refusal] = unpack([Upload("z.zip", data)])
    assert found == [Upload("z.zip/b.md", b"# Un")]
    assert refusal.name == "z.zip/a.md"
    assert "damaged" in refusal.reason


def test_an_empty_zip_is_said_to_be_empty() -> None:
    assert unpack([packed()])[1] == [Refusal("presse.zip", "has no article in it")]


def test_limits_of_count_size_and_kind() -> None:
    many = [Upload(f"{number}.txt", b"%d" % number) for number in range(uploads.FILES + 1)]
    found, [refusal] = unpack(many)
    assert len(found) == 200
    assert refusal == Refusal("200.txt", "is more than the 200 that go at once: add it later")
    large = Upload("a.txt", b" " * (uploads.FILE_SIZE + 1))
    assert unpack([large])[1] == [Refusal("a.txt", "is larger than 5 MB: split it")]
    assert "is of a kind that cannot be read" in unpack([Upload("a.exe", b"x")])[1][0].reason


def test_names_that_hide_something_are_shown_whole() -> None:
    [upload], _ = unpack([Upload("a\u202etxt.md\0.md", b"# Un")])
    assert upload.name == "a\ufffdtxt.md\ufffd.md"


@given(st.integers(0, 400), st.binary(min_size=1, max_size=6))
@example(at=131, bytes_=b"\0")  # a file without a name
def test_whatever_is_wrong_with_a_zip_is_said(at: int, bytes_: bytes) -> None:
    data = packed(("a.md", b"# Un"), ("b.md", b"# Deux" * 40)).data
    at %= len(data)
    found, refused = unpack([Upload("z.zip", data[:at] + bytes_ + data[at + len(bytes_) :])])
    assert len(found) + len(refused) >= 1


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Levée de fonds.md", "Levée-de-fonds"),
        ("presse.zip/../../etc/passwd", "passwd"),
        ("C:\\temp\\a.txt", "a"),
        ("..", "article"),
        ("", "article"),
        ("con.txt", "con-"),
        ("<script>.md", "script"),
        ("a.b.txt", "a-b"),
        (".hidden.md", "hidden"),
        ("-rf.md", "rf"),
    ],
)
def test_safe_stems(name: str, stem: str) -> None:
    assert safe_stems([name]) == [stem]


def test_stems_are_told_apart_without_capitals() -> None:
    assert safe_stems(["a.md", "x/A.txt", "a-2.md", "a.html"]) == ["a", "A-2", "a-2-2", "a-3"]


@given(st.lists(st.text(), max_size=8))
def test_whatever_the_names_stems_are_safe_and_unique(names: list[str]) -> None:
    stems = safe_stems(names)
    assert len({stem.casefold() for stem in stems}) == len(names)
    for stem in stems:
        path = PurePosixPath(stem)
        assert path.parts == (stem,)
        assert all(letter.isalnum() or letter == "-" for letter in stem)
        assert 0 < len(stem.encode()) < 200


def test_an_article_is_added_under_a_name_of_its_own(tmp_path: Path) -> None:
    article = read_text("# Un titre\n\nUne phrase. Une autre.").article
    (tmp_path / "titre.md").write_text("untouched")
    path = add_to_library(article, "titre", tmp_path)
    assert path == tmp_path / "titre-2.md"
    assert read_article(path).article == article
    assert (tmp_path / "titre.md").read_text() == "untouched"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["titre-2.md", "titre.md"]


def test_a_library_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="Choose a folder that you may write to"):
        add_to_library(read_text("Une phrase.").article, "a", tmp_path / "file")
