"""The page "Quality" without a browser, with the real model; what it shows, as pure functions."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sample_library import IMAGE, SCRIPT, Library, make_library
from scripted import APP, button, shown
from streamlit.testing.v1 import AppTest

from visavis.reader import workspace
from visavis.reader.charts import OUTCOMES, PAPER, Theme, score_chart, term_chart
from visavis.reader.quality_scores import verdict
from visavis.translate.engine.engine import Engine
from visavis.translate.memory.store import Memory
from visavis.translate.review.quality import Comparison

REFERENCES = (
    "source\ttarget\n"
    "Personne n'y croyait.\tNobody believed in it.\n"
    "Sa valorisation dépasse 50 milliards.\tIts valuation exceeds 50 billion.\n"
)


@pytest.fixture
def places(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Library:
    library = make_library(tmp_path, engine)
    for name, value in library.environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "references").mkdir()
    (tmp_path / "references" / "gazette.tsv").write_text(REFERENCES)
    return library


def start(tab: str = "Scores") -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    app.session_state["quality-tab"] = tab
    return app.switch_page("quality_page.py").run()


def scored(app: AppTest) -> AppTest:
    if any(b.label == "Translate and score" for b in app.button):
        app = button(app, "Translate and score")
    return app


def test_scores_come_with_signatures_and_what_they_are_worth(places: Library) -> None:
    app = scored(start())
    page = shown(app)
    assert '<th scope="row">BLEU</th>' in page
    assert "2 sentences, one reference each." in page
    for signature in ("tok:13a|smooth:exp", "nc:6|nw:0", "case:lc|tok:tercom"):
        assert signature in page
    assert "they do not say that a translation is right" in page
    [table] = app.dataframe
    assert list(table.value["text"].unique()) == ["Un centre de données au bord du fleuve"]
    assert list(table.value["metric"]) == ["BLEU", "chrF2", "TER"]


def test_scores_are_of_the_engine_and_not_of_a_person(places: Library, engine: Engine) -> None:
    [before] = [table.value for table in scored(start()).dataframe]
    memory = Memory(workspace.store() / "memory.sqlite")
    memory.keep("Personne n'y croyait.", "A person wrote something else entirely.")
    memory.close()
    [after] = [table.value for table in scored(start()).dataframe]
    assert after.equals(before)


def test_several_texts_are_scored_together_and_each(places: Library) -> None:
    other = places.folder.parent / "references" / "ailleurs.tsv"
    other.write_text("source\ttarget\nLe vote est clos.\tThe vote is closed.\n")
    [table] = scored(start()).dataframe
    assert list(table.value["text"].unique()) == [
        "All together",
        "ailleurs",
        "Un centre de données au bord du fleuve",
    ]


def test_references_of_ones_own_can_be_uploaded(places: Library) -> None:
    app = start()
    tsv = f"source\ttarget\nLe vote est clos.\t{SCRIPT}\n".encode()
    app.file_uploader[0].set_value((f"{IMAGE}.tsv", tsv, "")).run()
    choice = app.selectbox(key="reference-set")
    assert choice.options[1] == f"{IMAGE}.tsv, 1 sentence"
    app = scored(choice.set_value(choice.options[1]).run())
    assert "1 sentence, one reference each." in shown(app)
    assert list(app.dataframe[0].value["text"].unique()) == [f"{IMAGE}.tsv"]


def test_bad_references_are_named_and_hide_no_others(places: Library) -> None:
    (places.folder.parent / "references" / "bad.tsv").write_text("fr\ten\n")
    app = start()
    assert "bad.tsv: the first line must be source" in shown(app)
    app.file_uploader[0].set_value(("b.tsv", b"source\ttarget\nOui.\n", "")).run()
    assert "b.tsv, row 2: needs a source, a tab and a translation" in shown(app)
    assert '<th scope="row">BLEU</th>' in shown(scored(app))


def test_without_references_one_is_told_where_they_go(places: Library) -> None:
    (places.folder.parent / "references" / "gazette.tsv").unlink()
    page = shown(start())
    assert f"named as their articles, into {places.folder.parent / 'references'}" in page


def test_a_broken_glossary_is_named(places: Library) -> None:
    places.glossary.write_text("source,target\nGPU,\n")
    assert "row 2: “GPU” has no target" in shown(start())


def test_terms_are_counted_by_outcome(places: Library) -> None:
    app = start("Terms")
    page = shown(app)
    for said in ("1 already", "1 applied", "1 inflected", "0 admitted"):
        assert f"<b>{said}</b>" in page
    [table] = app.dataframe
    assert table.value["uses"].sum() == sum(int(table.value[outcome].sum()) for outcome in OUTCOMES)
    gpu = table.value[table.value["term"] == "GPU"].iloc[0]
    assert (gpu["uses"], gpu["inflected"]) == (1, 1)


def test_what_is_to_check_opens_in_the_reader(places: Library) -> None:
    app = start("To check")
    page = shown(app)
    assert "<b>numbers</b> A number of the French is missing" in page
    assert "Its valuation exceeds 15 billion." in page
    assert "<b>term missed</b> levée de fonds → funding round: a verb stands there" in page
    links = [link.proto.query_string for link in app.get("page_link")]
    assert "article=gazette.md&pair=2.1" in links
    assert SCRIPT not in page
    app.selectbox(key="finding-kind").set_value("numbers").run()
    assert "term missed" not in shown(app)
    assert "1 sentence to look at again." in shown(app)


def test_what_a_person_edited_leaves_the_list(places: Library, engine: Engine) -> None:
    memory = Memory(workspace.store() / "memory.sqlite")
    memory.keep("Sa valorisation dépasse 50 milliards.", "It is worth 15.")
    memory.close()
    assert "<b>numbers</b>" not in shown(start("To check"))


def test_articles_that_are_not_translated_are_named(places: Library) -> None:
    page = shown(start("To check"))
    assert "Not yet translated, or not all of it:" in page
    assert "<li>Titre &lt;script&gt;" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("BLEU", 20.0, 22.0, 0.01), "2.0 better"),
        (("TER", 60.0, 62.5, 0.01), "2.5 worse"),
        (("chrF2", 50.0, 50.2, 0.3), "0.2 better, may be chance"),
        (("BLEU", 20.0, 20.0, 1.0), "no difference"),
    ],
)
def test_what_a_difference_is_worth(values: tuple[str, float, float, float], said: str) -> None:
    metric, baseline, value, p_value = values
    assert verdict(Comparison(metric, baseline, value, 1.0, p_value, "")) == said


EYES = {  # linear RGB as it is seen (Machado, Oliveira & Fernandes 2009, severity 1)
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
LAB = np.array([[0, 116, 0], [500, -500, 0], [0, 200, -200]])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_stand_out_from_the_paper(theme: Theme) -> None:
    for colours in OUTCOMES.values():
        low, high = sorted(float(XYZ[1] @ linear(c)) for c in (colours[theme], PAPER[theme]))
        assert (high + 0.05) / (low + 0.05) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
def test_colours_stay_apart_for_every_eye(eyes: str, theme: Theme) -> None:
    seen = [lab(np.clip(np.array(EYES[eyes]) @ linear(c[theme]), 0, 1)) for c in OUTCOMES.values()]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) >= 25


def linear(colour: str) -> NDArray[np.float64]:
    """sRGB as linear light."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear light as CIELAB, white point D65."""
    xyz = XYZ @ light / np.array([0.9505, 1.0, 1.089])
    return np.asarray(LAB @ np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116))


def test_charts_hold_what_they_are_given() -> None:
    hostile = f"{SCRIPT}\\n"
    scores = pd.DataFrame(
        [(hostile, "BLEU", 20.0, 22.0, "2.0 better")],
        columns=["text", "metric", "baseline", "value", "verdict"],
    )
    drawn = score_chart(scores, "BLEU", "light").to_dict()
    assert len(drawn["layer"]) == 3
    uses = pd.DataFrame(
        [(hostile, "chip", "already", 3), (hostile, "chip", "missed", 1)],
        columns=["term", "rendering", "outcome", "uses"],
    )
    [rows] = term_chart(uses, "dark").to_dict()["datasets"].values()
    assert [row["uses"] for row in rows] == [3, 1]
