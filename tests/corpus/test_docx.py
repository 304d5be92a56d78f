"""Word documents: their text and structure are kept, hostile and broken ones are named."""

import contextlib
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.article import Block
from visavis.corpus.errors import ArticleError
from visavis.corpus.reading import Reading, read_article, read_data

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
RELATIONS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>"""
PARTS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="s" Type="{R}/styles" Target="styles.xml"/>
<Relationship Id="n" Type="{R}/numbering" Target="numbering.xml"/>
<Relationship Id="f" Type="{R}/footnotes" Target="footnotes.xml"/>
<Relationship Id="p" Type="{R}/image" Target="file:///etc/passwd" TargetMode="External"/>
</Relationships>"""
STYLES = f"""<w:styles xmlns:w="{W}">{
    "".join(
        f'<w:style w:type="paragraph" w:styleId="{code}"><w:name w:val="{name}"/></w:style>'
        for code, name in [
            ("Titre", "Title"),
            ("Titre1", "heading 1"),
            ("Titre2", "heading 2"),
            ("Citation", "Quote"),
        ]
    )
}</w:styles>"""
LEVELS = "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{{0}}"/></w:lvl>' for level in range(2))
NUMBERING = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="1">{LEVELS.format("bullet")}</w:abstractNum>
<w:abstractNum w:abstractNumId="2">{LEVELS.format("decimal")}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>"""
NOTES = f"""<w:footnotes xmlns:w="{W}"><w:footnote w:id="1">
<w:p><w:r><w:t>La note.</w:t></w:r></w:p></w:footnote></w:footnotes>"""
CORE = """<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>{}</dc:title><dc:creator>Léa Roy</dc:creator></cp:coreProperties>"""
PICTURE = """<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/\
wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">\
<a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">\
<pic:blipFill><a:blip r:link="p"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>\
</w:drawing>"""


def paragraph(text: str, style: str = "", *, numbered: int = 0, level: int = 0) -> str:
    shape = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        shape += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbered}"/></w:numPr>'
    run = text if text.startswith("<w:") else run_of(text)
    return f"<w:p><w:pPr>{shape}</w:pPr>{run}</w:p>"


def run_of(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def docx(*paragraphs: str, title: str = "", **parts: str | bytes) -> bytes:
    """A document as Word writes it, with what it has in it; `parts` go in as they are."""
    body = "".join(paragraphs)
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/_rels/document.xml.rels": PARTS,
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/footnotes.xml": NOTES,
        "docProps/core.xml": CORE.format(title),
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body>'
        "</w:document>",
    } | {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def read(*paragraphs: str, title: str = "") -> Reading:
    return read_data(docx(*paragraphs, title=title), "a.docx")


def test_structure_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "Article.DOCX"
    path.write_bytes(
        docx(
            paragraph("Le pari\u00a0: 5 * 3 * 2", "Titre"),
            paragraph(
                f"{run_of('Un ')}<w:r><w:rPr><w:b/></w:rPr><w:t>mot</w:t></w:r>"
                f"{run_of('.')}<w:r><w:footnoteReference w:id='1'/></w:r>{run_of(' Une suite.')}"
            ),
            paragraph("Un fait", "Titre1"),
            paragraph("Un détail", "Titre2"),
            paragraph("un", numbered=1),
            paragraph("deux", numbered=1, level=1),
            paragraph("trois", numbered=2),
            paragraph("Elle dit.", "Citation"),
            paragraph("Elle redit.", "Citation"),
            paragraph(f"<w:r><w:t>Un</w:t><w:br/><w:t>vers</w:t>{PICTURE}</w:r>"),
            title="Les propriétés",
        )
    )
    article = read_article(path).article
    assert article.text == (
        "# Le pari\u00a0: 5 * 3 * 2\n\nUn mot. Une suite.\n\n## Un fait\n\n### Un détail\n\n"
        "- un\n  - deux\n1. trois\n\n> Elle dit.\n\n> Elle redit.\n\nUn\n\nvers\n\n1. La note.\n"
    )
    assert article.blocks[1] == Block("paragraph", "Un mot. Une suite.", ((0, 7), (8, 18)))
    assert (article.title, article.author) == ("Le pari\u00a0: 5 * 3 * 2", "Léa Roy")


@pytest.mark.parametrize(
    ("style", "property_", "title"),
    [
        ("", "Les propriétés", "Les propriétés"),
        ("Titre1", "Les propriétés", "Un fait divers"),
        ("", "Microsoft Word - fait.doc", "Un fait divers"),
        ("", "", "Un fait divers"),
    ],
)
def test_the_title_is_the_best_there_is(style: str, property_: str, title: str) -> None:
    read_back = read(paragraph("Un fait divers", style), paragraph("Suite."), title=property_)
    assert read_back.article.title == title


def test_changes_under_review_are_read_as_accepted() -> None:
    text = f"<w:ins w:id='1'>{run_of('Neuf')}</w:ins><w:del w:id='2'><w:r><w:delText>Vieux\
</w:delText></w:r></w:del>{run_of(' mot.')}"
    assert read(paragraph(text)).article.text == "Neuf mot.\n"


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40))
def test_no_text_becomes_markup(text: str) -> None:
    sentence = f"Il dit {text} hier."
    blocks = read(paragraph("Titre", "Titre"), paragraph(sentence)).article.blocks
    assert [block.kind for block in blocks] == ["heading", "paragraph"]


BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
LOCKED = b"\xd0\xcf\x11\xe0" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty: save it as .docx again"),
        (LOCKED, "locked with a password or of an old kind: save it as .docx without a password"),
        (b"Bonjour.", "is no .docx file, or damaged"),
        (docx(paragraph("Un mot."))[:-60], "is no .docx file, or damaged"),
        (docx(), "holds no text"),
        (docx(paragraph(PICTURE)), "holds no text"),
        (docx(word__document_xml="<w:document"), "damaged at word/document.xml"),
        (docx(word__document_xml="<w/>"), "that cannot be read .* save its text as .txt"),
        (docx(word__document_xml=f"{BOMB}<w>&b;</w>"), "declares entities of its own"),
        (docx(word__styles_xml=f"{BOMB}<w>&b;</w>"), "entities of its own in word/styles.xml"),
        (docx(word__document_xml=" " * 30_000_000), "unpacks to more than a book holds"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_remedy(data: bytes, says: str) -> None:
    with pytest.raises(ArticleError, match=rf"^a\.docx .*{says}"):
        read_data(data, "a.docx")


def test_a_document_of_another_program_is_named() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(ArticleError, match=r"a\.docx is no Word document: save it as \.docx"):
        read_data(file.getvalue(), "a.docx")


def test_text_nested_without_end_is_named() -> None:
    def nested(depth: int) -> bytes:
        inside = f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc></w:tr></w:tbl>"
        for _ in range(depth):
            inside = f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>"
        return docx(inside)

    assert read_data(nested(20), "a.docx").article.text == "a\n"
    with pytest.raises(ArticleError, match=r"a\.docx is damaged at word/document\.xml"):
        read_data(nested(200), "a.docx")


@given(st.integers(0, 3000), st.binary(max_size=8))
def test_damage_anywhere_is_no_crash(at: int, damage: bytes) -> None:
    whole = docx(paragraph("Un mot.", "Titre"), paragraph("Une phrase."))
    damaged = whole[: at % len(whole)] + damage + whole[at % len(whole) + len(damage) :]
    with contextlib.suppress(ArticleError):
        read_data(damaged, "a.docx")
