from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
from visavis.translate.terminology.report import COLUMNS, summary, table, term_report

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


def test_the_summary_counts_outcomes() -> None:
    assert summary(term_report([ARTICLE, ARTICLE])).to_dict("records") == [
        {
            "row": row,
            "term": term,
            "rendering": rendering,
            "uses": 2,
            "already": 0,
            "applied": applied,
            "inflected": 0,
            "admitted": 0,
            "missed": missed,
        }
        for row, term, rendering, applied, missed in [
            (2, "GPU", "GPU", 0, 2),
            (3, "puce", "chip", 2, 0),
        ]
    ]


def test_the_table_is_narrow_and_leaves_out_empty_outcomes() -> None:
    counts = summary(term_report([ARTICLE]))
    counts.loc[0, "term"] = "un terme qui est vraiment très long"
    assert table(counts).splitlines() == [
        " row                   term rendering  uses  applied  missed",
        "   2 un terme qui est vr...       GPU     1        0       1",
        "   3                   puce      chip     1        1       0",
    ]


def test_no_uses_make_an_empty_report() -> None:
    report = term_report([])
    assert list(report.columns) == list(COLUMNS)
    assert len(report) == 0
    assert len(summary(report)) == 0
