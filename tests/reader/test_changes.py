"""What a glossary changes, and what two people changed in one, as HTML."""

from dataclasses import replace

import pytest

from visavis.reader.changes import MOST, compared, conflict, preview
from visavis.translate.bilingual.pairs import Pair, TermUse
from visavis.translate.glossary.merge import Conflict
from visavis.translate.glossary.terms import Term
from visavis.translate.review.what_if import Change, WhatIf

CHIP = TermUse(2, "puce", "chip", (4, 9), None, "missed", "no place")
OLD = Pair("Des <b> puces.", "The flea's here.", "engine", -1.0, (), (CHIP,))
NEW = replace(OLD, target="The <chip> is here.", terms=(replace(CHIP, outcome="applied", row=7),))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a d c", ("a <del>b</del> c", "a <ins>d</ins> c")),
        ("a c", "a b c", ("a c", "a <ins>b </ins>c")),
        ("same", "same", ("same", "same")),
        ("<i>", "&", ("<del>&lt;i&gt;</del>", "<ins>&amp;</ins>")),
        ("data centre", "data center", ("data <del>centre</del>", "data <ins>center</ins>")),
        ("", "new", ("", "<ins>new</ins>")),
    ],
)
def test_words_that_differ_are_marked(old: str, new: str, expected: tuple[str, str]) -> None:
    assert compared(old, new) == expected


def test_sentences_that_would_change_are_shown_side_by_side() -> None:
    result = WhatIf((Change(OLD, NEW), Change(OLD, OLD), Change(NEW, NEW)), kept=1)
    assert preview(result) == (
        '<div class="notice note" role="status"><p>1 sentence would change. 2 others '
        "with these terms stay as they are. 1 that a person wrote stays as it is.</p>"
        '</div><div class="changes"><div class="change"><p lang="fr">Des &lt;b&gt; puces.</p>'
        '<p class="old" lang="en">The <del>flea&#x27;s</del> here.</p>'
        '<div class="new"><p lang="en">The <ins>&lt;chip&gt; is</ins> here.</p>'
        "<p><small>puce: was chip (missed), is chip (applied)</small></p></div></div></div>"
    )


def test_what_was_saved_is_said_in_the_past() -> None:
    assert "<p>1 sentence changed.</p>" in preview(WhatIf((Change(OLD, NEW),)), saved=True)
    assert "No sentence changed." in preview(WhatIf(()), saved=True)
    assert "No sentence of the library would change." in preview(WhatIf(()))


def test_a_term_that_comes_or_goes_is_named() -> None:
    without = replace(OLD, terms=())
    assert "puce: was chip (missed), is no term" in preview(WhatIf((Change(OLD, without),)))
    assert "puce: was no term, is chip (missed)" in preview(WhatIf((Change(without, OLD),)))


def test_of_very_many_changes_the_first_are_shown() -> None:
    html = preview(WhatIf((Change(OLD, NEW),) * (MOST + 1)))
    assert f"{MOST + 1} sentences would change." in html
    assert f"The first {MOST} are shown." in html
    assert html.count('class="change"') == MOST


def test_a_row_that_two_people_changed() -> None:
    mine = Term(2, ("puce", "<i>"), ("chip",), status="admitted", note="a & b")
    assert conflict(Conflict(None, mine, None)) == (
        '<div class="conflict"><div><p class="about">It was</p><p><em>not there</em></p></div>'
        '<div><p class="about">Yours</p><p><span lang="fr">puce | &lt;i&gt;</span> → '
        '<span lang="en">chip</span> <small>admitted · a &amp; b</small></p></div>'
        '<div><p class="about">Theirs</p><p><em>not there</em></p></div></div>'
    )
