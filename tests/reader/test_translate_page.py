"""The page "Translate" and the job behind it, without a browser, with the real model."""

import io
import threading
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sample_library import GAZETTE, HOSTILE_TEXT, SCRIPT, Library, make_library
from scripted import APP, button, labels, shown
from streamlit.testing.v1 import AppTest

from visavis.corpus.article import Article, Block
from visavis.corpus.errors import VisavisError
from visavis.corpus.reading import read_article, read_text
from visavis.reader.batch_view import archive
from visavis.reader.jobs import Job, Task, seconds_left
from visavis.reader.wording import about
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.engine.engine import Engine, Progress, TranslationCancelled
from visavis.translate.formats import format_named
from visavis.translate.formats.markdown import to_markdown
from visavis.translate.translator import Translator

SHORT = "# Le vote est clos\n\nMerci à tous. Le débat est clos.\n"


@pytest.fixture
def places(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Library:
    library = make_library(tmp_path, engine)
    for name, value in library.environment.items():
        monkeypatch.setenv(name, value)
    return library


@pytest.fixture
def app(places: Library) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    return app.switch_page("translate_page.py").run()


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, data, "") for name, data in files])
    return app.run()


def finish(app: AppTest) -> AppTest:
    app.session_state["job"].wait()
    return app.run()


def downloaded(app: AppTest) -> dict[str, str]:
    """The files of the zip of the job, written as the page writes it."""
    form = format_named(*app.session_state["batch-format"])
    with zipfile.ZipFile(io.BytesIO(archive(app.session_state["job"].tasks, form))) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_limits_are_said_before_anything_is_dropped(app: AppTest) -> None:
    assert (
        "At most 200 articles at once, each up to 5 MB and together up to 50 MB, in zips or not."
        in shown(app)
    )
    assert labels(app) == ["Add to the list"]


def test_articles_are_listed_with_what_will_be_cleaned(app: AppTest) -> None:
    app = drop(app, ("gazette.md", GAZETTE.encode()), ("x.txt", b"Un  mot.Deux mots ici."))
    page = shown(app)
    assert "<b>gazette.md</b><span>Un centre de données au bord du fleuve · 66 words · " in page
    assert '<td>1</td><td lang="fr"><del>mot.Deux</del> <ins>mot. Deux</ins></td>' in page
    assert "Translate 2 articles" in labels(app)
    [first, _] = [b for b in app.button if b.label == "Remove"]
    assert "gazette.md" not in shown(first.click().run())
    assert "Translate 1 article" in labels(app)


def test_what_is_not_taken_is_said_and_stops_nothing(app: AppTest) -> None:
    page = shown(
        drop(
            app, ("a.txt", b"%PDF-1.7"), ("b.txt", b" "), ("c.zip", b"PK"), ("d.md", SHORT.encode())
        )
    )
    assert "<li>a.txt is a PDF document, not text" in page
    assert "<li>b.txt is empty" in page
    assert "<li>c.zip cannot be opened as a zip" in page
    assert "<b>d.md</b>" in page
    assert page.count("<li>") == 3


def test_a_pasted_article_is_named_after_its_title(app: AppTest) -> None:
    app.text_area[0].set_value(SHORT)
    app = button(app, "Add to the list")
    assert app.text_area[0].value == ""
    assert "<b>pasted text 1.txt</b><span>Le vote est clos · " in shown(app)
    app = finish(button(app, "Translate 1 article"))
    assert list(downloaded(app)) == ["Le-vote-est-clos.md"]


def test_articles_are_translated_and_downloaded(app: AppTest, engine: Engine) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("mars/a.md", SHORT)
    app = drop(app, ("a.md", GAZETTE.encode()), ("presse.zip", zipped.getvalue()))
    app.selectbox(key="batch-glossary").set_value("none").run()
    app = finish(button(app, "Translate 2 articles"))
    assert "2 articles translated in" in shown(app)
    files = downloaded(app)
    assert list(files) == ["a.md", "a-2.md"]
    wanted = Translator(model=engine).translate_text(SHORT)
    assert files["a-2.md"] == to_markdown(wanted)
    app.selectbox(key="batch-format").set_value(("markdown", "interleaved")).run()
    assert downloaded(app)["a-2.md"] == to_markdown(wanted, "interleaved")


def test_the_glossary_is_used_unless_none_is_chosen(app: AppTest, places: Library) -> None:
    places.glossary.write_text("source,target\ndébat,parley\n")
    app = finish(button(drop(app, ("a.md", SHORT.encode())), "Translate 1 article"))
    assert "parley" in downloaded(app)["a.md"]


def test_a_broken_glossary_is_named_and_one_can_do_without(app: AppTest, places: Library) -> None:
    places.glossary.write_text("source,target\nGPU,\n")
    app = button(drop(app, ("a.md", SHORT.encode())), "Translate 1 article")
    assert "row 2: “GPU” has no target" in shown(app)
    assert "job" not in app.session_state
    app.selectbox(key="batch-glossary").set_value("none").run()
    assert "a.md" in downloaded(finish(button(app, "Translate 1 article")))


def test_finished_articles_go_into_the_library_once(app: AppTest, places: Library) -> None:
    app = drop(app, ("gazette.md", GAZETTE.encode()), ("hostile.md", SHORT.encode()))
    before = (places.folder / "hostile.md").read_text()
    app = button(finish(button(app, "Translate 2 articles")), "Add to the library")
    page = shown(app)
    assert "<li>gazette.md is there already as gazette.md</li>" in page
    assert "<li>hostile.md is now hostile-2.md</li>" in page
    assert (places.folder / "hostile.md").read_text() == before
    assert read_article(places.folder / "hostile-2.md").article.title == "Le vote est clos"
    names = sorted(path.name for path in places.folder.iterdir())
    button(app, "Add to the library")
    assert sorted(path.name for path in places.folder.iterdir()) == names


def test_a_job_outlives_a_look_at_another_page(app: AppTest) -> None:
    app = button(drop(app, ("a.md", SHORT.encode())), "Translate 1 article")
    app.switch_page("glossary_page.py").run()
    app.switch_page("translate_page.py").run()
    assert list(downloaded(finish(app))) == ["a.md"]
    app = button(app, "Translate others")
    assert "job" not in app.session_state
    assert labels(app) == ["Add to the list"]


def test_a_list_outlives_a_look_at_another_page(app: AppTest) -> None:
    app = drop(app, ("a.md", SHORT.encode()))
    app.switch_page("glossary_page.py").run()
    assert "<b>a.md</b>" in shown(app.switch_page("translate_page.py").run())


def test_two_sessions_do_not_disturb_each_other(app: AppTest) -> None:
    other = AppTest.from_file(str(APP), default_timeout=60).run()
    other = other.switch_page("translate_page.py").run()
    app = button(drop(app, ("a.md", SHORT.encode())), "Translate 1 article")
    assert labels(other.run()) == ["Add to the list"]
    other = button(drop(other, ("b.md", b"# Merci\n")), "Translate 1 article")
    assert list(downloaded(finish(app))) == ["a.md"]
    assert list(downloaded(finish(other))) == ["b.md"]


def test_two_hundred_articles_are_listed_by_pages(app: AppTest) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as file:
        for number in range(201):
            file.writestr(f"{number}.txt", f"Voici la phrase {number}.")
    app = drop(app, ("a.zip", zipped.getvalue()))
    assert "<li>a.zip/200.txt is more than the 200 that go at once: add it later</li>" in shown(app)
    assert shown(app).count("<details") == 20
    assert "Translate 200 articles" in labels(app)


def test_hostile_articles_and_names_are_text(app: AppTest) -> None:
    app = drop(app, (f"{SCRIPT}.txt", HOSTILE_TEXT.encode()))
    assert SCRIPT not in shown(app)
    assert "<b>&lt;script&gt;window.pwned=1&lt;/script&gt;.txt</b>" in shown(app)
    app = finish(button(app, "Translate 1 article"))
    assert SCRIPT not in shown(app)
    assert list(downloaded(app)) == ["script.md"]


ARTICLE = read_text(SHORT, "a.md").article
BILINGUAL = BilingualArticle(Article("", ()), (), "")


def article(sentences: int, title: str = "") -> Article:
    text = "".join(f"Phrase {number:03}. " for number in range(sentences))
    spans = tuple((12 * number, 12 * number + 11) for number in range(sentences))
    return Article(title, (Block("paragraph", text, spans),))


def test_short_articles_are_translated_together() -> None:
    batches: list[int] = []

    def translate(
        articles: Sequence[Article], progress: Progress, cancelled: object
    ) -> list[BilingualArticle]:
        batches.append(len(articles))
        progress(1, 10)
        return [BILINGUAL] * len(articles)

    job = Job([(str(n), str(n), article(10)) for n in range(40)], translate)
    job.wait()
    # 16 sentences at first, to have something soon; then 128 at least.
    assert batches == [2, 13, 13, 12]
    assert {(task.state, task.done, task.total) for task in job.tasks} == {("done", 1, 10)}


def test_one_article_that_fails_stops_no_other() -> None:
    def translate(articles: Sequence[Article], **_: object) -> list[BilingualArticle]:
        for article in articles:
            if article.title == "Perdu":
                raise VisavisError("the model is gone; install it again")
            if article.title == "Fou":
                raise RuntimeError("surprise")
        return [BILINGUAL] * len(articles)

    lost, mad = (Article(title, ()) for title in ("Perdu", "Fou"))
    job = Job(
        [("a", "a", ARTICLE), ("b", "b", lost), ("c", "c", mad), ("d", "d", ARTICLE)], translate
    )
    job.wait()
    assert [task.state for task in job.tasks] == ["done", "failed", "failed", "done"]
    assert job.tasks[1].problem == "the model is gone; install it again"
    assert job.tasks[2].problem == (
        "the program failed on it (RuntimeError: surprise); please report this"
    )


def test_cancelling_keeps_what_is_finished() -> None:
    at_work = threading.Event()

    def translate(
        articles: Sequence[Article], progress: Progress, cancelled: Callable[[], bool]
    ) -> list[BilingualArticle]:
        if articles[0].title != "Long":
            return [BILINGUAL] * len(articles)
        progress(30, 60)
        at_work.set()
        while not cancelled():
            pass
        raise TranslationCancelled("")

    job = Job([("a", "a", article(20)), ("b", "b", article(60, "Long"))], translate)
    at_work.wait()
    assert (job.running, job.cancelling) == (True, False)
    assert [task.state for task in job.tasks] == ["done", "running"]
    assert (job.tasks[1].done, job.tasks[1].total) == (30, 60)
    job.cancel()
    job.wait()
    assert [task.state for task in job.tasks] == ["done", "cancelled"]
    assert job.tasks[0].bilingual is BILINGUAL


def test_a_job_that_nobody_holds_any_more_stops() -> None:
    stopped = threading.Event()

    def translate(
        articles: Sequence[Article], progress: Progress, cancelled: Callable[[], bool]
    ) -> list[BilingualArticle]:
        while not cancelled():
            pass
        stopped.set()
        raise TranslationCancelled("")

    job = Job([("a", "a", ARTICLE)], translate)
    assert job.running
    del job
    assert stopped.wait(60)


def test_the_time_left_follows_from_the_words_so_far() -> None:
    done = Task("a", "a", ARTICLE, 100, "done", bilingual=BILINGUAL)
    half = Task("b", "b", ARTICLE, 200, "running", 5, 10)
    rest = Task("c", "c", ARTICLE, 300, "waiting")
    failed = Task("d", "d", ARTICLE, 500, "failed")
    assert seconds_left([done, half, rest, failed], 20.0) == 40.0
    assert seconds_left([rest], 20.0) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "a few seconds"),
        (14, "about 10 seconds"),
        (70, "about a minute"),
        (95, "about 2 minutes"),
        (5400, "about 1.5 hours"),
    ],
)
def test_a_length_of_time_is_said_as_one_would_guess_it(seconds: float, said: str) -> None:
    assert about(seconds) == said
