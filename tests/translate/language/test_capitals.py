import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.translate.engine.engine import Engine
from visavis.translate.language.capitals import in_capitals, lowered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SIX MILLIARDS POUR XAI", "Six milliards pour XAI"),
        ("LEVÉE DE FONDS RECORD", "Levée de fonds record"),
        ("L’EMPIRE MUSK", "L’empire MUSK"),
        ("COLOSSUS ET SES GPU", "Colossus et ses GPU"),
    ],
)
def test_a_title_is_said_as_in_a_sentence(text: str, expected: str) -> None:
    assert in_capitals(text)
    assert lowered(text) == expected


@pytest.mark.parametrize("text", ["GPU", "xAI LÈVE", "IA ET GPU", "Une phrase.", "", "100 000"])
def test_acronyms_and_sentences_are_no_titles(text: str) -> None:
    assert not in_capitals(text)


@given(st.text())
def test_the_length_stays(text: str) -> None:
    assert len(lowered(text)) == len(text)


def test_a_title_comes_out_in_capitals(engine: Engine) -> None:
    segments = ["LA COMMISSION A VOTÉ LE RAPPORT.", "La commission a voté le rapport."]
    title, sentence = engine.translate(segments)
    assert title.target == sentence.target.upper()
    assert [link.target for link in title.alignment] == [link.target for link in sentence.alignment]
