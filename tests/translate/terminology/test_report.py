import csv
import io
from dataclasses import replace

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
from visavis.translate.terminology.report import (
    COLUMNS,
    TermCount,
    as_text,
    report_rows,
    term_counts,
    term_report,
    to_csv,
)

MISSED = TermUse(2, "GPU", "GPU", (4, 7), None, "missed", "the model said nothing")
APPLIED = TermUse(3, "puce", "chip", (0, 4), (0, 4), "applied", method="substitution")
ARTICLE = BilingualArticle(
    Article("Titre", (Block("paragraph", "Des GPU. Puce.", ((0, 8), (9, 14))),)),
    (
        (
            Pair("Des GPU.", "Cards.", "engine", -0.5, (), (MISSED,)),
            Pair("Puce.", "Chip.", "engine", -1.0, (), (APPLIED,), (), "Flea.", -0.25),
        ),
    ),
    "signature",
)


def test_every_use_is_a_row() -> None:
    report = term_report([ARTICLE])
    assert list(report.columns) == list(COLUMNS)
    assert report.loc[0, "reason"] == "the model said nothing"
    assert report["segment"].tolist() == [1, 2]
    assert report["french"].tolist() == ["GPU", "Puce"]
    assert report["english"].tolist() == ["", "Chip"]
    assert report["plain"].tolist() == ["Cards.", "Flea."]
    assert report["method"].tolist() == ["", "substitution"]
    assert report["target_start"].isna().tolist() == [True, False]
    assert report["score_change"].isna().tolist() == [True, False]
    assert report.loc[1, "score_change"] == -0.75


def test_the_table_has_the_types_of_what_is_in_it() -> None:
    report = term_report([ARTICLE])
    assert report.dtypes.astype(str).to_dict() == COLUMNS
    assert COLUMNS["article"] == "string"
    assert [COLUMNS[name] for name in ("row", "target_end", "score_change")] == [
        "int64",
        "Int64",
        "Float64",
    ]


def test_outcomes_are_counted_the_most_used_term_first() -> None:
    assert term_counts(report_rows([ARTICLE, ARTICLE])) == [
        TermCount(2, "GPU", "GPU", 2, 0, 0, 0, 0, 2),
        TermCount(3, "puce", "chip", 2, 0, 2, 0, 0, 0),
    ]
    missed, applied = report_rows([ARTICLE])
    assert [one.term for one in term_counts([missed, applied, applied])] == ["puce", "GPU"]


def test_the_text_is_narrow_and_leaves_out_empty_outcomes() -> None:
    gpu, puce = term_counts(report_rows([ARTICLE]))
    long = replace(gpu, term="un terme qui est vraiment très long")
    assert as_text([long, puce]).splitlines() == [
        "row  term                    rendering  uses  applied  missed",
        "  2  un terme qui est vrai…  GPU           1        0       1",
        "  3  puce                    chip          1        1       0",
    ]


def test_the_csv_has_every_column() -> None:
    header, missed, applied = csv.reader(io.StringIO(to_csv(report_rows([ARTICLE]))))
    assert header == list(COLUMNS)
    assert missed == [
        *("Titre", "1", "2", "GPU", "GPU", "GPU", "", "4", "7", "", "", "missed", ""),
        *("the model said nothing", "Des GPU.", "Cards.", "Cards.", ""),
    ]
    assert applied[-5:] == ["", "Puce.", "Flea.", "Chip.", "-0.75"]


def test_no_uses_make_an_empty_report() -> None:
    report = term_report([])
    assert list(report.columns) == list(COLUMNS)
    assert len(report) == 0
    assert term_counts([]) == []
    assert to_csv([]) == ",".join(COLUMNS) + "\n"
