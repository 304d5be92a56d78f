"""The table that a person edits."""

from __future__ import annotations

import pandas as pd
import pytest

from visavis.translate.glossary.file import (
    EMPTY,
    GlossaryError,
    from_frame,
    parse_glossary,
    to_frame,
)


def test_the_table_has_strings_only_and_every_column() -> None:
    frame = to_frame(parse_glossary("en,client,fr,keep\n,ACME,Grok,x\nstartup,,start-up,\n", "g"))
    assert list(frame.columns) == [
        "en",
        "client",
        "fr",
        "keep",
        "status",
        "case_sensitive",
        "pos",
        "domain",
        "note",
    ]
    assert {str(dtype) for dtype in frame.dtypes} == {"string"}
    assert frame.to_numpy().tolist() == [
        ["", "ACME", "Grok", "yes", "", "", "", "", ""],
        ["startup", "", "start-up", "", "", "", "", "", ""],
    ]
    assert list(to_frame(EMPTY).columns)[:2] == ["source", "target"]


def test_an_edited_table_is_checked_like_a_file() -> None:
    frame = pd.DataFrame(
        {
            "source": ["a", None, "b", "GPU"],
            "target": ["x", None, "", None],
            "keep": [False, None, None, True],
        }
    )
    with pytest.raises(GlossaryError) as error:
        from_frame(frame)
    assert error.value.problems == (
        "the table, row 4: “b” has no target; write the English, or yes under keep",
    )
    terms = from_frame(frame.drop(index=2)).terms
    assert [(term.row, term.targets, term.keep) for term in terms] == [
        (2, ("x",), False),
        (4, ("GPU",), True),
    ]
