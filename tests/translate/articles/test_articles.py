import re

from visavis.corpus.article import Article, Block
from visavis.translate.articles.translation import signature, translate_articles
from visavis.translate.engine.engine import Engine
from visavis.translate.formats.json import dumps
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.terms import EMPTY
from visavis.translate.translator import Translator

GLOSSARY = parse_glossary("source,target\nrapport,report\nvote,vote\n", "test")


def article(*sentences: str) -> Article:
    text, spans = "", []
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    return Article("Le vote", (Block("paragraph", text, tuple(spans)),))


def test_every_segment_gets_its_pair(engine: Engine) -> None:
    source = article("La Commission a présenté un rapport.", "…", "La Commission a voté.")
    (bilingual,) = translate_articles([source], engine, GLOSSARY)
    (pairs,) = bilingual.pairs
    assert [pair.source for pair in pairs] == list(source.segments)
    assert [pair.provenance for pair in pairs] == ["engine", "copied", "engine"]
    assert "report" in pairs[0].target
    assert [(use.term, use.outcome) for use in pairs[0].terms] == [("rapport", "already")]
    assert pairs[1].target == "…"


def test_equal_input_gives_identical_bytes_in_any_company(engine: Engine) -> None:
    first, second = article("Le vote est clos.", "Oui."), article("La séance est ouverte à 9 h.")
    together = translate_articles([first, second, article("Merci.")], engine, GLOSSARY)
    alone = [translate_articles([one], engine, GLOSSARY)[0] for one in (first, second)]
    assert [dumps(one) for one in together[:2]] == [dumps(one) for one in alone]


def test_the_signature_changes_with_what_can_change_the_output(engine: Engine) -> None:
    assert re.fullmatch(
        rf"{re.escape(engine.signature)}\|glossary:none\|algorithm:visavis-1\|libraries:[0-9a-f]{{8}}",
        signature(engine, EMPTY),
    )
    assert signature(engine, GLOSSARY) != signature(engine, EMPTY)
    other = parse_glossary("source,target\nrapport,account\nvote,vote\n", "test")
    assert signature(engine, GLOSSARY) != signature(engine, other)
    noted = parse_glossary("source,target,note\nrapport,report,seen\nvote,vote,\n", "test")
    assert signature(engine, GLOSSARY) == signature(engine, noted)


def test_an_article_without_text_is_no_error(engine: Engine) -> None:
    (bilingual,) = translate_articles([Article("", ())], engine, GLOSSARY)
    assert bilingual.pairs == ()
    assert translate_articles([], engine, GLOSSARY) == []


def test_a_stream_is_read_no_further_than_a_window(engine: Engine) -> None:
    read = 0

    def lines() -> object:
        nonlocal read
        while True:
            read += 1
            yield f"Le rapport {read} est clos." if read % 2 else ""

    stream = Translator(model=engine).translate_lines(lines(), window=4)  # type: ignore[arg-type]
    first = [next(stream) for _ in range(6)]
    assert read == 8
    assert [line == "" for line in first] == [False, True, False, True, False, True]
    assert "1" in first[0]
    assert "3" in first[2]
