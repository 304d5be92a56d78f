from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.translator import Translator

GLOSSARY = parse_glossary(
    "source,target\nvalorisation,appraisal\nlevée de fonds,money round\n", "test"
)
CLAUSE = (
    "la société a annoncé une levée de fonds de 3 milliards de dollars, "
    "et sa valorisation monte à 40 milliards"
)


def test_terms_are_said_in_every_part_of_a_segment_too_long_for_the_model(engine: Engine) -> None:
    source = " ; ".join([CLAUSE] * 5) + "."
    assert len(engine.parts(source)) > 1
    [pair] = Translator(glossary=GLOSSARY, model=engine).translate_many([source])
    assert [use.term for use in pair.terms] == ["levée de fonds", "valorisation"] * 5
    assert {use.outcome for use in pair.terms} == {"applied"}
    said = [pair.target[slice(*use.target)] for use in pair.terms if use.target]
    assert said == ["money round", "appraisal"] * 5


def test_terms_beside_inline_markers_are_said_and_the_markers_stay(engine: Engine) -> None:
    source = "La valorisation de la banque ⟦¦⟧ augmente encore."
    [pair] = Translator(glossary=GLOSSARY, model=engine).translate_many([source])
    assert [use.outcome for use in pair.terms] == ["applied"]
    assert [char for char in pair.target if char in "⟦¦⟧"] == ["⟦", "¦", "⟧"]
