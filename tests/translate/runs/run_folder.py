"""A folder of articles, one of outputs, and runs over them."""

from collections.abc import Iterator
from pathlib import Path

from visavis.corpus.article import Article
from visavis.translate.bilingual.pairs import BilingualArticle
from visavis.translate.engine.engine import Engine
from visavis.translate.formats import FORMATS
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.terms import Glossary
from visavis.translate.memory.store import Memory
from visavis.translate.runs.output_places import plan
from visavis.translate.runs.plan import Recipe
from visavis.translate.runs.run import Event, Input, Translate, claim, run
from visavis.translate.translator import Translator

GLOSSARY = parse_glossary("source,target\nvote,ballot\n", "test")
TEXTS = {
    "a.md": "# Le vote\n\nLa Commission a présenté un rapport. Le vote est clos.\n",
    "b.txt": "Merci à tous. La séance est ouverte.\n",
    "sub/c.html": "<html><body><article><h1>Le débat</h1><p>Le débat est long. Le vote aura lieu "
    "demain à midi.</p></article></body></html>",
    "d.txt": "Le rapport du vote est prêt depuis hier.\n",
}


class Folder:
    """A folder of articles, one of outputs, and a run over them as often as one likes."""

    def __init__(self, root: Path, engine: Engine) -> None:
        self.articles, self.output = root / "in", root / "out"
        self.memory: Memory | None = None
        self.engine = engine
        self.decoded: list[str] = []
        for name, text in TEXTS.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> Path:
        path = self.articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def found(self) -> list[tuple[Path, Path]]:
        paths = sorted(path for path in self.articles.rglob("*") if path.is_file())
        return [(path, path.relative_to(self.articles)) for path in paths]

    def translate(self, recipe: Recipe) -> Translate:
        def translate(
            articles: Iterator[tuple[Input, Article]],
        ) -> Iterator[tuple[Input, BilingualArticle]]:
            for source, bilingual in recipe.translator.translate_stream(articles):
                if not source.problem:
                    self.decoded.append(bilingual.article.title)
                yield source, bilingual

        return translate

    def recipe(self, glossary: Glossary = GLOSSARY, form: str = "markdown") -> Recipe:
        translator = Translator(glossary=glossary, memory=self.memory, model=self.engine)
        return Recipe(translator, FORMATS[form])

    def run(self, glossary: Glossary = GLOSSARY, form: str = "markdown") -> list[Event]:
        recipe = self.recipe(glossary, form)
        self.decoded.clear()
        with claim(self.output, None) as journal:
            jobs = plan(self.found(), self.output, recipe.format.suffix)
            return list(run(jobs, recipe, journal, self.translate(recipe)))

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file() and not path.name.startswith(".visavis-run")
        }


def states(events: list[Event]) -> dict[str, str]:
    return {event.place: event.state for event in events}
