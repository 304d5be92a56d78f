import pytest

from visavis.translate.fidelity.invented_words import invented_words


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Il a été limogé, dit-on.", "He was limogened, they say.", ["limogened"]),
        (
            "Les météorologues",
            "The summerorologists and the tooical",
            ["summerorologists", "tooical"],
        ),
        ("Le mot", "The word, the words and the wordings", []),
        ("Un système de fichiers", "An unmaintained filesystem for superchips", []),
        ("Bien-être", "The state-of-the-art well-being isn't Anna's", []),
        ("Un plugiciel", "Un plugiciel", []),  # copied, not invented
        ("Le DRH de Trigovance", "The DRH of Trigovance at NVIDIA", []),
        ("", "", []),
    ],
)
def test_invented_words(source: str, target: str, expected: list[str]) -> None:
    assert invented_words(source, target) == expected


def test_words_of_the_glossary_are_given() -> None:
    assert invented_words("Un jeton", "A tokenlet of ours", ["tokenlet"]) == []
