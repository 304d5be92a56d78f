"""One object that translates: what it is made of, and that it leaves alone what is not its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from visavis.corpus.errors import ArticleError
from visavis.corpus.reading import read_text
from visavis.translate.engine.engine import Engine, TranslationCancelled
from visavis.translate.engine.signature import signature_of
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.terms import EMPTY, GlossaryError
from visavis.translate.memory.store import Memory
from visavis.translate.packages import choice
from visavis.translate.packages.folder import PackageError
from visavis.translate.translator import Translator

GLOSSARY = parse_glossary("source,target\nlevée de fonds,funding round\n", "test")
SENTENCE = "La start-up annonce une levée de fonds de 20 millions d'euros."
ARTICLE = read_text(f"# Une start-up\n\n{SENTENCE} Elle emploie 50 personnes.\n", "a.md").article


def test_one_sentence_and_an_article_are_translated_as_many_are(engine: Engine) -> None:
    translator = Translator(glossary=GLOSSARY, model=engine)
    pairs = translator.translate_many([SENTENCE, "…", SENTENCE])
    assert [pair.source for pair in pairs] == [SENTENCE, "…", SENTENCE]
    assert pairs[0] == pairs[2] == translator.translate(SENTENCE)
    assert [use.term for use in pairs[0].terms] == ["levée de fonds"]
    assert (pairs[1].target, pairs[1].provenance) == ("…", "copied")
    article = translator.translate_article(ARTICLE)
    assert (article.article, article.signature) == (ARTICLE, str(translator.signature))
    assert article.pairs[1][0] == pairs[0]
    assert list(translator.translate_articles([ARTICLE, ARTICLE])) == [article, article]
    assert translator.translate_text(ARTICLE.text) == article


def test_files_do_for_objects(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "glossary.csv").write_text("source,target\nlevée de fonds,funding round\n")
    (tmp_path / "a.md").write_text(ARTICLE.text)
    for glossary in (tmp_path / "glossary.csv", str(tmp_path / "glossary.csv")):
        translator = Translator(glossary=glossary, model=engine)
        assert translator.glossary == GLOSSARY
    made = [translator.translate_article(where(tmp_path / "a.md")) for where in (str, Path)]
    assert made == [*translator.translate_articles([tmp_path / "a.md", str(tmp_path / "a.md")])]


def test_the_model_is_loaded_when_it_is_needed_and_shared(engine: Engine) -> None:
    translator = Translator(model=choice.embedded())
    assert translator.signature == signature_of(engine.signature, EMPTY)
    assert translator._engine is None
    assert translator.engine is engine
    assert translator.using(glossary=GLOSSARY).engine is engine
    assert translator.using(glossary=GLOSSARY).signature == signature_of(engine.signature, GLOSSARY)


def test_a_model_has_a_name_or_a_path(engine: Engine, tmp_path: Path) -> None:
    assert Translator().package == choice.selected() == engine.package
    assert Translator(model="embedded").package == engine.package
    folder = engine.package.path
    for model in (folder, str(folder), choice.EMBEDDED_ARCHIVE):
        package = Translator(model=model).package
        assert package.checksum == engine.package.checksum
        assert package.name.startswith("translate-fr_en")
    with pytest.raises(PackageError, match=r"no usable model package 'nosuch'.*models use"):
        Translator(model="nosuch")
    (tmp_path / "a.argosmodel").write_text("no archive")
    for wrong in (tmp_path, tmp_path / "a.argosmodel", tmp_path / "none.argosmodel"):
        with pytest.raises(PackageError, match=rf"{wrong}: .*\. \w+"):
            Translator(model=wrong)


def test_a_trial_leaves_the_memory_alone(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    with Translator(memory=path, model=engine) as translator:
        plain = translator.translate(SENTENCE)
        assert translator.memory is not None
        before = translator.memory.stats()
        with translator.using(glossary=GLOSSARY) as trial:
            assert [use.rendering for use in trial.translate(SENTENCE).terms] == ["funding round"]
        assert translator.memory.stats() == before
        assert translator.translate(SENTENCE) == plain


def test_it_closes_the_memory_that_it_opened_and_no_other(engine: Engine, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory.sqlite")
    with Translator(memory=memory, model=engine) as translator:
        translator.translate(SENTENCE)
    assert sum(memory.stats().pairs.values()) == 1
    memory.keep(SENTENCE, "What a person wrote.")
    with Translator(memory=str(memory.path), model=engine) as translator:
        assert translator.translate(SENTENCE).target == "What a person wrote."
        opened = translator.memory
    assert opened is not None
    with pytest.raises(Exception, match="closed"):
        opened.stats()
    memory.close()


def test_progress_is_told_and_work_can_be_cancelled(engine: Engine) -> None:
    translator, seen = Translator(model=engine), list[tuple[int, int]]()
    translator.translate_many([SENTENCE, "Oui.", "Oui."], progress=lambda *at: seen.append(at))
    assert seen[-1] == (2, 2)
    with pytest.raises(TranslationCancelled):
        translator.translate_many([SENTENCE], cancelled=lambda: True)
    with pytest.raises(TranslationCancelled):
        list(translator.translate_articles([ARTICLE], cancelled=lambda: True))


def test_what_cannot_be_read_is_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"none\.csv: no such file"):
        Translator(glossary=tmp_path / "none.csv", model=engine)
    translator = Translator(model=engine)
    with pytest.raises(ArticleError, match=r"none\.md does not exist"):
        translator.translate_article(tmp_path / "none.md")
    with pytest.raises(ArticleError, match="is empty"):
        translator.translate_text(" ")


def test_tables_in_and_out(engine: Engine) -> None:
    import pandas as pd

    translator = Translator(glossary=GLOSSARY, model=engine)
    texts = pd.Series([SENTENCE, None, "Oui."], index=[7, 8, 9])
    made = translator.translate_frame(texts)
    assert list(made.index) == [7, 8, 9]
    assert list(made["source"]) == [SENTENCE, "", "Oui."]
    pair = translator.translate(SENTENCE)
    assert made.loc[7, "target"] == pair.target
    assert made.loc[7, "score"] == pair.score
    assert made.loc[8, "target"] == ""
    assert pd.isna(made.loc[8, "score"])
    assert made.loc[7, "terms_said"] + made.loc[7, "terms_missed"] == "levée de fonds"
    table = pd.DataFrame({"id": [1, 2, 3], "texte": list(texts)})
    assert translator.translate_frame(table, column="texte")["target"].equals(
        made["target"].reset_index(drop=True)
    )
    report = translator.report(translator.translate_articles([ARTICLE]))
    assert list(report["term"]) == ["levée de fonds"]
