"""Markdown in, plain text out; plain text in, Markdown that reads back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.cleaning import clean
from visavis.corpus.edits import apply
from visavis.corpus.markup import escape, inline


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("un **mot** et *un autre*", "un mot et un autre"),
        ("un ***mot*** __fort__ et ~~barré~~", "un mot fort et barré"),
        ("un **mot *dans* un autre**", "un mot dans un autre"),
        ("snake_case_x et 5 * 3 * 2", "snake_case_x et 5 * 3 * 2"),
        ("f*** et m*** alors", "f*** et m*** alors"),
        ("un [lien](https://exemple.fr/a_(b) \"titre\") ici", "un lien ici"),
        ("un [lien **gras**](x) ici", "un lien gras ici"),
        ("un [sic] et [...] restent", "un [sic] et [...] restent"),
        ("<https://exemple.fr> et <b>gras</b><!-- rien -->", "https://exemple.fr et gras"),
        ("le `code *tel quel*` reste", "le code *tel quel* reste"),
        ("2 &lt; 3 &amp; &eacute;t&eacute;&nbsp;!", "2 < 3 & été\u00a0!"),
        ("AT&T, R&D; a < b et c > d", "AT&T, R&D; a < b et c > d"),
        (r"\*étoile\* et \[crochet\]", "*étoile* et [crochet]"),
        ("à<br>la ligne", "à la ligne"),
    ],
)  # fmt: skip
def test_inline_markup_becomes_text(source: str, text: str) -> None:
    assert apply(source, inline(source)) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Titre\n=====\n\nTexte", "# Titre\n\nTexte\n"),
        ("Titre\n---\nTexte", "## Titre\n\nTexte\n"),
        ("## Titre ##\nTexte", "## Titre\n\nTexte\n"),
        ("Une phrase\nsur deux.\n\nAutre start-\nup.", "Une phrase sur deux.\n\nAutre start-up.\n"),
        ("- un\n  suite\n* deux\n+ trois\n1. quatre", "- un suite\n* deux\n- trois\n1. quatre\n"),
        ("> cité\n> encore\n>\n> autre", "> cité encore\n\n> autre\n"),
        ("un\n\n---\n\ndeux\n\n* * *\n\ntrois", "un\n\ndeux\n\ntrois\n"),
        ("un [mot][1] et [rien][9]\n\n[1]: https://exemple.fr 'titre'", "un mot et [rien][9]\n"),
        ("avant\n\n![une image](a.png)\n\naprès", "avant\n\naprès\n"),
        ("```python\nx = 1\n```\nfin", "x = 1\n\nfin\n"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n\n| 1 | 2 |\n"),
    ],
)  # fmt: skip
def test_blocks_become_a_line_each(source: str, text: str) -> None:
    assert clean(source, "markdown").text == text


@given(st.one_of(st.text(), st.text("*_`[]()<>&!\\~#+-=|a1. ", max_size=30)))
def test_escaped_text_reads_as_itself(text: str) -> None:
    line = "".join(text.split("\n")).strip()
    assert apply(escape(line), inline(escape(line))) == line


@pytest.mark.parametrize("text", ["100 000 GPU, 5 * 3, l’IA & co.", "a_b", "C'est « bien » [sic]"])
def test_ordinary_text_is_not_escaped(text: str) -> None:
    assert escape(text) == text
