"""Hostile and broken archives are refused, with a reason, and leave no trace."""

from __future__ import annotations

import io
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from package_zips import TOP, Entries, listing, metadata, moved, write_zip

from visavis.translate.packages import archive as package_archive
from visavis.translate.packages.archive import copy_limited
from visavis.translate.packages.choice import PackageError, unpack
from visavis.translate.packages.folder import read_folder


def refused(archive: Path, reason: str, tmp_path: Path) -> None:
    """Unpack into a folder that is there, holding a package, and into one that is not."""
    (tmp_path / "packages" / TOP).mkdir(parents=True)
    (tmp_path / "packages" / TOP / "mine").write_bytes(b"mine")
    before = listing(tmp_path)
    for destination in ("packages", "new"):
        with pytest.raises(PackageError) as caught:
            unpack(archive, tmp_path / destination)
        message = str(caught.value)
        assert str(archive) in message
        assert reason in message
        assert "fresh copy" in message
        assert listing(tmp_path) == before


UNSAFE_NAMES = [
    "../escaped",
    f"{TOP}/../../escaped",
    f"{TOP}/..",
    f"{TOP}/./model/more",
    f"{TOP}//more",
    "/escaped",
    f"{TOP}\\more",
    f"{TOP}/..\\..\\escaped",
    "C:/escaped",
    f"{TOP}/C:escaped",
    f"{TOP}/file\x00.txt",
    f"{TOP}/line\nbreak",
    f"{TOP}/\x1b[2J",
    f"{TOP}/NUL",
    f"{TOP}/com1.txt",
    f"{TOP}/dots...",
    f"{TOP}/space ",
    f"{TOP}/ space",
]


@pytest.mark.parametrize("name", UNSAFE_NAMES)
def test_unsafe_paths_are_refused(name: str, sound: Entries, tmp_path: Path) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name  # the constructor would mend some of them
    archive = write_zip(tmp_path / "a.argosmodel", [*sound.items(), (info, b"x")])
    refused(archive, "unsafe path", tmp_path)


@pytest.mark.parametrize(
    "kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK, stat.S_IFDIR]
)
def test_links_and_devices_are_refused(kind: int, sound: Entries, tmp_path: Path) -> None:
    info = zipfile.ZipInfo(f"{TOP}/link")
    info.external_attr = (kind | 0o777) << 16
    archive = write_zip(tmp_path / "a.argosmodel", [*sound.items(), (info, b"/etc/passwd")])
    refused(archive, "no plain file", tmp_path)


@pytest.mark.parametrize(
    "name", [f"{TOP}/metadata.json", f"{TOP}/Metadata.JSON", f"{TOP}/model/model.bin/"]
)
def test_two_entries_with_one_name_are_refused(name: str, sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", [*sound.items(), (name, b"")])
    refused(archive, "two entries with one name", tmp_path)


def test_a_file_that_is_also_a_folder_is_refused(sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound | {f"{TOP}/metadata.json/inner": b"x"})
    before = listing(tmp_path)
    with pytest.raises(PackageError, match=r"a\.argosmodel"):
        unpack(archive, tmp_path / "packages")
    assert listing(tmp_path) == before


def test_an_archive_holds_exactly_one_folder(sound: Entries, tmp_path: Path) -> None:
    two = write_zip(tmp_path / "two.argosmodel", sound | moved(sound, "other"))
    refused(two, "must hold one folder, and holds 2", tmp_path)


def test_an_empty_archive_is_refused(tmp_path: Path) -> None:
    refused(write_zip(tmp_path / "a.argosmodel", {}), "must hold one folder", tmp_path)


def test_files_outside_the_folder_are_refused(sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound | {"readme": b"x"})
    refused(archive, "file outside its folder: 'readme'", tmp_path)


@pytest.mark.parametrize("top", ["embedded", "Embedded", ".hidden", "-rf", "a b", "é", "x" * 70])
def test_names_that_cannot_name_a_package_are_refused(
    top: str, sound: Entries, tmp_path: Path
) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", moved(sound, top))
    refused(archive, "name of its folder cannot be used", tmp_path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(sound: Entries, tmp_path: Path) -> None:
    bomb = sound | {f"{TOP}/zeros": bytes(20_000_000)}
    archive = write_zip(tmp_path / "a.argosmodel", bomb, zipfile.ZIP_DEFLATED)
    assert archive.stat().st_size < 100_000
    refused(archive, "times, as no model does", tmp_path)


def test_sizes_are_limited(sound: Entries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_archive, "MAX_BYTES", 5000)
    refused(write_zip(tmp_path / "a.argosmodel", sound), "more than 5,000 bytes", tmp_path)


def test_the_number_of_entries_is_limited(sound: Entries, tmp_path: Path) -> None:
    many = sound | {f"{TOP}/{number}": b"" for number in range(1000)}
    refused(write_zip(tmp_path / "a.argosmodel", many), "more than 1,000 entries", tmp_path)


def test_no_more_bytes_are_copied_than_announced() -> None:
    exact, over = io.BytesIO(), io.BytesIO()
    assert copy_limited(io.BytesIO(b"x" * 10), exact, 10) == 10
    with pytest.raises(PackageError, match="after the 10 bytes"):
        copy_limited(io.BytesIO(b"x" * 5_000_000), over, 10)
    assert (exact.getvalue(), over.getvalue()) == (b"x" * 10, b"")


def patch(archive: Path, header: bytes, offset: int, form: str, value: int) -> Path:
    """Change one field of the last header of a kind, as no honest program writes it."""
    data = bytearray(archive.read_bytes())
    struct.pack_into(form, data, data.rindex(header) + offset, value)
    archive.write_bytes(data)
    return archive


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("size", [3, 500_000])
def test_wrong_sizes_in_the_directory_are_refused(
    size: int, packing: int, sound: Entries, tmp_path: Path
) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound | {f"{TOP}/x": b"x" * 50}, packing)
    refused(patch(archive, CENTRAL, 24, "<L", size), "", tmp_path)


def test_encrypted_entries_are_refused(sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound)
    patch(archive, LOCAL, 6, "<H", 1)
    refused(patch(archive, CENTRAL, 8, "<H", 1), "it is encrypted", tmp_path)


def test_an_entry_that_begins_at_the_end_of_the_file_is_refused(
    sound: Entries, tmp_path: Path
) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound)
    patch(archive, CENTRAL, 42, "<L", archive.stat().st_size - 10)
    refused(archive, "no zip archive, or a damaged one", tmp_path)


def test_other_packings_are_refused(sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound, zipfile.ZIP_LZMA)
    refused(archive, "neither stored nor deflated", tmp_path)


def test_a_name_that_differs_in_the_two_headers_is_refused(sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound | {f"{TOP}/x": b"x"})
    data = archive.read_bytes()
    archive.write_bytes(data.replace(f"{TOP}/x".encode(), f"{TOP}/y".encode(), 1))
    refused(archive, "damaged", tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18), b"\0" * 4096])
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    archive = tmp_path / "a.argosmodel"
    archive.write_bytes(content)
    refused(archive, "", tmp_path)


@pytest.mark.parametrize("kept", [0.2, 0.9, 0.999])
def test_truncated_archives_are_refused(kept: float, sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound)
    archive.write_bytes(archive.read_bytes()[: int(kept * archive.stat().st_size)])
    refused(archive, "no zip archive, or a damaged one", tmp_path)


def test_a_flipped_bit_is_refused(sound: Entries, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound)
    data = bytearray(archive.read_bytes())
    data[data.index(sound[f"{TOP}/model/model.bin"]) + 3000] ^= 1
    archive.write_bytes(data)
    refused(archive, "Bad CRC-32", tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no JSON object"),
        (b'"fr"', "no JSON object"),
        (b" " * 2_000_000, "more than 1,048,576 bytes"),
        (b"{}", "from None to None"),
        (metadata(from_code="en", to_code="fr"), "from 'en' to 'fr'"),
        (metadata(to_code="de"), "from 'fr' to 'de'"),
        (metadata(from_code=["fr"]), "from ['fr']"),
        (metadata(type="sbd"), "type 'sbd'"),
        (metadata(package_version=None), "no version: None"),
        (metadata(package_version=1.9), "no version: 1.9"),
        (metadata(package_version="../1"), "no version: '../1'"),
        (metadata(terminology={"open": "["}), "no three marks"),
        (metadata(terminology={"open": "|", "middle": "|", "close": "|"}), "no three marks"),
        (metadata(terminology="[|]"), "no three marks"),
        (metadata(alignment_step=2), "neither 0 nor 1: 2"),
    ],
)
def test_unusable_metadata_is_refused(
    content: bytes, reason: str, sound: Entries, tmp_path: Path
) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound | {f"{TOP}/metadata.json": content})
    refused(archive, reason, tmp_path)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("metadata.json", "no metadata.json"),
        ("sentencepiece.model", "no sentencepiece.model or bpe.model"),
        ("model/model.bin", "no model/model.bin"),
        ("model/config.json", "no model/config.json"),
        ("model/shared_vocabulary.json", "no source vocabulary"),
    ],
)
def test_a_missing_or_empty_file_is_refused(
    name: str, reason: str, sound: Entries, tmp_path: Path
) -> None:
    without = {key: content for key, content in sound.items() if key != f"{TOP}/{name}"}
    refused(write_zip(tmp_path / "without.argosmodel", without), reason, tmp_path)
    if name != "metadata.json":
        empty = write_zip(tmp_path / "empty.argosmodel", sound | {f"{TOP}/{name}": b""})
        with pytest.raises(PackageError, match="or an empty one"):
            unpack(empty, tmp_path / "packages")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("model/model.bin", b"weights", "CTranslate2 cannot load"),
        ("model/config.json", b"[]", "CTranslate2 cannot load"),
        ("model/shared_vocabulary.json", b"[]", "CTranslate2 cannot load"),
        ("sentencepiece.model", b"pieces", "tokenizer cannot be loaded"),
    ],
)
def test_a_model_that_does_not_work_is_refused(
    name: str, content: bytes, reason: str, sound: Entries, tmp_path: Path
) -> None:
    archive = write_zip(tmp_path / "a.argosmodel", sound | {f"{TOP}/{name}": content})
    refused(archive, reason, tmp_path)


def test_a_model_without_one_of_its_layers_is_refused(sound: Entries, tmp_path: Path) -> None:
    name = f"{TOP}/model/model.bin"
    renamed = sound[name].replace(b"encoder/layer_norm/gamma", b"encoder/layer_norm/delta")
    archive = write_zip(tmp_path / "a.argosmodel", sound | {name: renamed})
    refused(archive, "encoder/layer_norm/gamma not found", tmp_path)


@pytest.mark.parametrize("lines", [b"", b"#version: 0.2\na b c\n", b"\n", b"\xff\xfe\n"])
def test_a_broken_bpe_file_is_refused(lines: bytes, sound: Entries, tmp_path: Path) -> None:
    entries = sound | {f"{TOP}/bpe.model": lines}
    del entries[f"{TOP}/sentencepiece.model"]
    refused(write_zip(tmp_path / "a.argosmodel", entries), "", tmp_path)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_no_damage_to_an_archive_gives_another_error_or_leaves_a_trace(
    sound: Entries, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packing = data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
        archive = write_zip(folder / "a.argosmodel", sound, packing)
        content = bytearray(archive.read_bytes())
        # Half of the changes in the directory at the end, where they are most harmful.
        start = data.draw(st.sampled_from([0, content.index(CENTRAL)]))
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(start, len(content) - 1))] = data.draw(
                st.integers(0, 255)
            )
        archive.write_bytes(content)
        before = listing(folder)
        refusal = None
        try:
            unpacked = unpack(archive, folder / "packages")
        except PackageError as error:
            refusal = str(error)
        if refusal is None:
            assert read_folder(unpacked).version == "1.0"
        else:
            assert str(archive) in refusal
            assert listing(folder) == before


def test_a_missing_file_and_an_unwritable_folder_are_named(sound: Entries, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"missing\.argosmodel: cannot be unpacked"):
        unpack(tmp_path / "missing.argosmodel", tmp_path / "packages")
    archive = write_zip(tmp_path / "a.argosmodel", sound)
    with pytest.raises(PackageError, match=r"a\.argosmodel: cannot be unpacked into .*no-folder"):
        unpack(archive, archive / "no-folder")
    assert [path.name for path in tmp_path.iterdir()] == ["a.argosmodel"]
