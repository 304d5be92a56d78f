import re
from html import unescape

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
from visavis.translate.formats.markdown import LAYOUTS, Layout, escape, to_markdown

VIEWER = MarkdownIt("gfm-like")


def shown(html: str) -> str:
    """What a viewer shows of some HTML: the text, white space folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain, text. It's 5 % (or so)!", "Plain, text. It's 5 % (or so)!"),
        ("a|b*c_d", r"a\|b\*c\_d"),
        ("<script>", r"\<script\>"),
        ("# not a heading", r"\# not a heading"),
        ("- not a list", r"\- not a list"),
        ("12. not a list", r"12\. not a list"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("www.example.com", r"www\.example\.com"),
        ("two\nlines", "two lines"),
        ("$x$ & `y`", r"\$x\$ \& \`y\`"),
    ],
)
def test_escape(text: str, expected: str) -> None:
    assert escape(text) == expected


PRINTABLE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Cf"]), min_size=1, max_size=60
).filter(str.strip)


@given(PRINTABLE)
@example("<b>bold</b> **stars** __lines__ `code` [link](http://example.com) ![image](x)")
@example("A.KW")
@example("http://example.com and mailto:a@example.com and www.example.com")
@example("| a | b |\n| - | - |")
@example("1) one")
@example("+ plus")
@example("===")
@example("&amp; &#42; &copy;")
@example("~~~\nfence")
@example("\\*")
def test_a_viewer_shows_exactly_the_text_and_makes_no_markup(text: str) -> None:
    html = VIEWER.render(escape(text))
    assert re.fullmatch(r"(<p>[^<]*</p>\s*)", html), html
    assert shown(html) == " ".join(text.split())


@given(PRINTABLE)
@example("a | b \\| c")
@example("`a|b`")
def test_a_table_cell_shows_exactly_the_text(text: str) -> None:
    html = VIEWER.render(f"| a | b |\n| - | - |\n| {escape(text)} | end |\n")
    cells = re.findall(r"<td>([^<]*)</td>", html)
    assert [shown(cell) for cell in cells] == [" ".join(text.split()), "end"]


def article(title: str = "Une levée de fonds") -> BilingualArticle:
    use = TermUse(4, "levée de fonds", "funding round", (4, 18), (2, 15), "already")
    missed = TermUse(2, "GPU", "GPU", (0, 3), None, "missed", "not said")
    blocks = (
        Block("heading", title, ((0, len(title)),), "# "),
        Block("paragraph", "Premier. Deuxième.", ((0, 8), (9, 18))),
        Block("item", "GPU", ((0, 3),), "- ", "\n"),
    )
    return BilingualArticle(
        Article(title, blocks, outlet="Le Journal", date="2024-05-28", origin="a test"),
        (
            (Pair(title, "A funding round", "engine", -0.5, (), (use,)),),
            (Pair("Premier.", "First.", "engine", -0.1), Pair("Deuxième.", "2nd.", "engine", -0.2)),
            (Pair("GPU", "Graphics", "engine", -0.3, (), (missed,)),),
        ),
        "engine:x|glossary:y",
    )


TABLE = """\
---
title: A funding round
title_fr: Une levée de fonds
source: Le Journal
origin: a test
date: '2024-05-28'
signature: engine:x|glossary:y
---

# A funding round

*Une levée de fonds*

| French | English |
| :--- | :--- |
| Premier. | First. |
| Deuxième. | 2nd. |
| | |
| • GPU | • Graphics |

## Glossary

| Term | Rendering | Uses | Outcome |
| :--- | :--- | ---: | :--- |
| GPU | GPU | 1 | missed 1 |
| levée de fonds | funding round | 1 | already 1 |
"""

INTERLEAVED_BODY = """\
# A funding round

*Une levée de fonds*

> Premier.

First.

> Deuxième.

2nd.

* * *

> GPU

Graphics

## Glossary
"""


def test_the_table_layout() -> None:
    assert to_markdown(article(), "table") == TABLE


def test_the_interleaved_layout() -> None:
    assert INTERLEAVED_BODY in to_markdown(article(), "interleaved")


@pytest.mark.parametrize("layout", LAYOUTS)
@given(PRINTABLE)
@example("--- # : 'x' \"y\"")
@example("| a")
def test_any_title_leaves_the_structure_alone(layout: Layout, title: str) -> None:
    text = to_markdown(article(title.strip()), layout)
    _, front, body = text.split("---\n", 2)
    assert yaml.safe_load(front)["title_fr"] == title.strip()
    html = VIEWER.render(body)
    assert re.findall(r"<(h\d)>", html) == ["h1", "h2"]
    assert set(re.findall(r"<(\w+)", html)) <= {
        *("h1", "h2", "p", "em", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "hr"),
    }
