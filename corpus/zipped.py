"""Documents that are zips of XML (Word, EPUB), opened under limits that hold whatever they declare.

Nothing is unpacked to disk, no entity is expanded and nothing is fetched.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from html.entities import html5

from lxml import etree

from visavis.corpus.errors import ArticleError

_PART = 24 * 2**20
"""Bytes of one part; the text of a thick novel has two million."""
_ALL = 64 * 2**20
"""Bytes of all parts that are read."""
# All but those that XML has itself.
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_DAMAGE = (
    zipfile.BadZipFile,
    struct.error,
    ValueError,
    OSError,
    NotImplementedError,
    IndexError,  # a file without a name
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


class ZippedDocument:
    """The parts of one document; `kind` and `name` are what errors call it.

    Every method raises `ArticleError`, naming the file and the remedy.
    """

    def __init__(self, data: bytes, name: str, kind: str) -> None:
        self.name = name
        self._room = _ALL
        self._again = f"save it as {kind} again, or its text as .txt"
        if not data:
            raise ArticleError(f"{name} is empty: {self._again}")
        if data.startswith(_OLD_OFFICE):
            raise ArticleError(
                f"{name} is locked with a password or of an old kind: "
                f"save it as {kind} without a password"
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise ArticleError(f"{name} is no {kind} file, or damaged: {self._again}") from error
        self.parts = frozenset(self._archive.namelist())

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        if part not in self.parts:
            raise ArticleError(f"{self.name} is damaged, {part} is missing in it: {self._again}")
        limit = min(_PART, self._room)
        try:
            with self._archive.open(part) as file:
                data = file.read(limit + 1)
        except (*_DAMAGE, zlib.error, EOFError) as error:
            raise ArticleError(f"{self.name} is damaged at {part}: {self._again}") from error
        except RuntimeError as error:
            raise ArticleError(
                f"{self.name} is locked with a password: save it without one"
            ) from error
        if len(data) > limit:
            raise ArticleError(
                f"{self.name} unpacks to more than a book holds ({part}): save its text as .txt"
            )
        self._room -= len(data)
        return data

    def tree(self, part: str) -> etree._Element:
        """The root of an XML part."""
        try:
            return self._parsed(part, self.read(part))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ArticleError(f"{self.name} is damaged at {part}: {self._again}") from error

    def page(self, part: str) -> etree._Element:
        """The root of an XHTML part; one that is not well formed is read as browsers read it."""
        data = _ENTITY.sub(_spelled, self.read(part))
        try:
            return self._parsed(part, data)
        except (etree.XMLSyntaxError, ValueError):
            parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
            page = etree.fromstring(data, parser) if data.strip() else None
        if page is None:
            raise ArticleError(f"{self.name} is damaged at {part}: {self._again}")
        return page

    def _parsed(self, part: str, data: bytes) -> etree._Element:
        parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        root = etree.fromstring(data, parser)
        doctype = root.getroottree().docinfo.internalDTD
        if doctype is not None and next(doctype.iterentities(), None) is not None:
            raise ArticleError(
                f"{self.name} declares entities of its own in {part}, which can do harm: "
                "save its text as .txt"
            )
        return root


def _spelled(entity: re.Match[bytes]) -> bytes:
    """A named entity of HTML by its number, which XML knows."""
    character = html5.get(f"{entity[1].decode()};", "")
    return "".join(f"&#{ord(part)};" for part in character).encode() or entity[0]
