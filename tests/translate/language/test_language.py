import pytest

from visavis.translate.language.detection import is_foreign


@pytest.mark.parametrize(
    "text",
    [
        "The striker was decisive again on Wednesday night in the championship.",
        "Das Unternehmen hat gestern seine neuen Chips in Berlin vorgestellt.",
        "La empresa presentó ayer sus nuevos productos para el mercado español.",
        "L'azienda ha presentato ieri i suoi nuovi prodotti per il mercato italiano.",
    ],
)
def test_sentences_in_other_languages_are_foreign(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "La start-up a levé six milliards de dollars auprès de fonds de capital-risque.",
        "Andreessen Horowitz, Sequoia Capital et Valor Equity Partners ont investi.",
        "Un data center, des GPU, du cloud : la Silicon Valley investit.",
        "LEVÉE DE FONDS RECORD POUR LA START-UP",
        "Valor Equity Partners",
        "Pourquoi n'ai-je pas de gilet ?",
        "Fiction et data science",
        "OpenAI, Google, Meta",
        "Deep learning",
        "",
        "…",
    ],
)
def test_french_names_and_short_texts_are_not(text: str) -> None:
    assert not is_foreign(text)
