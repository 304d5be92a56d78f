import re

from visavis.corpus.article import Article, Block
from visavis.translate.engine.engine import Engine
from visavis.translate.engine.signature import Signature
from visavis.translate.formats.json import dumps
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.terms import EMPTY, Glossary
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
    (bilingual,) = Translator(glossary=GLOSSARY, model=engine).translate_batch([source])
    (pairs,) = bilingual.pairs
    assert [pair.source for pair in pairs] == list(source.segments)
    assert [pair.provenance for pair in pairs] == ["engine", "copied", "engine"]
    assert "report" in pairs[0].target
    assert [(use.term, use.outcome) for use in pairs[0].terms] == [("rapport", "already")]
    assert pairs[1].target == "…"


def test_equal_input_gives_identical_bytes_in_any_company(engine: Engine) -> None:
    first, second = article("Le vote est clos.", "Oui."), article("La séance est ouverte à 9 h.")
    translator = Translator(glossary=GLOSSARY, model=engine)
    together = translator.translate_batch([first, second, article("Merci.")])
    alone = [translator.translate_article(one) for one in (first, second)]
    assert [dumps(one) for one in together[:2]] == [dumps(one) for one in alone]


def test_the_signature_changes_with_what_can_change_the_output(engine: Engine) -> None:
    def signature(glossary: Glossary) -> Signature:
        return Translator(glossary=glossary, model=engine).signature

    plain = rf"{re.escape(str(engine.signature))}\|glossary:none"
    assert re.fullmatch(
        rf"{plain}\|algorithm:visavis-1\|libraries:[0-9a-f]{{8}}", str(signature(EMPTY))
    )
    assert signature(GLOSSARY) != signature(EMPTY)
    other = parse_glossary("source,target\nrapport,account\nvote,vote\n", "test")
    assert signature(GLOSSARY) != signature(other)
    noted = parse_glossary("source,target,note\nrapport,report,seen\nvote,vote,\n", "test")
    assert signature(GLOSSARY) == signature(noted)


def test_an_article_without_text_is_no_error(engine: Engine) -> None:
    (bilingual,) = Translator(glossary=GLOSSARY, model=engine).translate_batch([Article("", ())])
    assert bilingual.pairs == ()
    assert Translator(glossary=GLOSSARY, model=engine).translate_batch([]) == []


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
