"""Bytes become the text that was meant, or a clear refusal; never mojibake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.decoding import decode, normalise
from visavis.corpus.errors import ArticleError

TEXT = (
    "L’État a déjà « payé » 45 milliards d’euros… À Memphis, le cœur de l’œuvre coûte 50 €,\n"
    "soit ½ GPU. Noël, Gösgen, ça, où : ÉLECTRICITÉ."
)
PLAIN = "L'État a déjà payé. À Memphis, la société coûte cher.\nNoël, ça, où : ÉLECTRICITÉ."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_every_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == TEXT


@pytest.mark.parametrize("encoding", ["latin-1", "iso8859-15", "mac_roman", "cp850", "cp1252"])
def test_older_encodings_are_told_apart(encoding: str) -> None:
    assert decode(PLAIN.encode(encoding), "a.txt") == PLAIN


def test_latin_9_has_its_euro_and_its_ligature() -> None:
    text = "Un cœur à 5 €, deux à 9 €, et l'été."
    assert decode(text.encode("iso8859-15"), "a.txt") == text


def test_macintosh_quotation_marks_and_ligatures() -> None:
    text = "« L’œuvre coûte 50 € », répète-t-il…"
    assert decode(text.encode("mac_roman"), "a.txt") == text


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1", "mac_roman"])
def test_text_that_was_decoded_wrongly_before_is_mended(wrong: str) -> None:
    text = "L’été, la société a levé 6 milliards d’euros… «\u00a0déjà\u00a0», dit-elle."
    assert decode(text.encode().decode(wrong, "replace").encode(), "a.txt") == text


def test_a_pasted_paragraph_in_another_encoding_is_read_too() -> None:
    data = "Une société déjà évaluée.\n".encode() + "Une levée.\n".encode("cp1252")
    assert decode(data, "a.txt") == "Une société déjà évaluée.\nUne levée.\n"


def test_a_page_that_declares_its_encoding_is_believed() -> None:
    page = '<html><meta charset="windows-1251"><p>Привет</p></html>'
    assert decode(page.encode("cp1251"), "a.html") == page


def test_another_alphabet_is_left_to_charset_normalizer() -> None:
    text = "Привет, как дела? Это статья о новом суперкомпьютере, и она довольно длинная."
    assert decode(text.encode("cp1251"), "a.txt") == text


def test_line_ends_and_accents_have_one_form() -> None:
    assert (
        decode("un\r\ndeux\rtrois\u2028e\u0301te\u0301".encode(), "a.txt") == "un\ndeux\ntrois\nété"
    )
    assert normalise("\ufeffa\r\nb") == "a\nb"


def test_typography_is_not_restyled() -> None:
    text = "l’un, l'autre, “droit”, «\u202fserré\u202f», 1&nbsp;000, ﬁn… ½ №"
    assert decode(text.encode(), "a.txt") == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\r\n ", "is empty"),
        ("\ufeff \n".encode(), "is empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04word/document.xml", "office document"),
        (b"\xd0\xcf\x11\xe0rest", "office document"),
        (b"{\\rtf1 bonjour}", "rich-text"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0JFIF", "picture"),
        (b"GIF89a", "picture"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"abc\x00\x01\x02def\x00", "binary"),
        (b"\x01\x02\x03\x04 text", "not text"),
        (b"\xff\xfeB\x00o", "damaged"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, says: str) -> None:
    with pytest.raises(ArticleError, match=says) as caught:
        decode(data, "notes/article.txt")
    assert str(caught.value).startswith("notes/article.txt")


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_an_article_error(data: bytes) -> None:
    try:
        text = decode(data, "a.txt")
    except ArticleError:
        return
    assert "\r" not in text


@given(st.text("abcé àœ’«»…\n", min_size=1).filter(lambda text: text.strip() != ""))
def test_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text
