"""Articles for the reader, good and hostile, with translations made by hand."""

from dataclasses import dataclass
from pathlib import Path

from visavis.corpus.article import Span
from visavis.corpus.reading import read_article
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Pair, TermUse
from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import load_glossary
from visavis.translate.glossary.matching import Matcher
from visavis.translate.memory.keys import key_for
from visavis.translate.memory.store import Memory
from visavis.translate.runs.library import MEMORY

GLOSSARY = """\
source,target,note
GPU,GPU,
valorisation,valuation,
levée de fonds,funding round,
centre de données,data centre|data center,
"""

GAZETTE = """\
---
title: Un centre de données au bord du fleuve
author: Hélène Marchand
outlet: La Gazette du calcul
date: 2025-03-14
origin: https://example.org/centre
---

# Un centre de données au bord du fleuve

La société y a aligné cent mille GPU en quatre mois, un délai que ses concurrents jugeaient \
impossible. Personne n'y croyait.

Pour payer la facture, elle enchaîne les levées de fonds. Sa valorisation dépasse 50 milliards.

## La suite

> C'est une autre course.

- Une centrale dédiée ;
- deux cents turbines à gaz, que les riverains contestent déjà devant les tribunaux.
"""

ENGLISH = {
    "Un centre de données au bord du fleuve": "A data centre by the river",
    "La société y a aligné cent mille GPU en quatre mois, un délai que ses concurrents jugeaient "
    "impossible.": "The company lined up a hundred thousand GPUs there in four months, a deadline "
    "that its rivals thought impossible.",
    "Personne n'y croyait.": "Nobody believed in it.",
    "Pour payer la facture, elle enchaîne les levées de fonds.": "To foot the bill, it keeps "
    "raising money.",
    "Sa valorisation dépasse 50 milliards.": "Its valuation exceeds 15 billion.",
    "La suite": "What comes next",
    "C'est une autre course.": "It is another race.",
    "Une centrale dédiée ;": "A power plant of its own;",
}
TERMS = {  # what the French says: row, term, rendering, what the English says, outcome, reason
    "centre de données": (5, "centre de données", "data centre", "data centre", "already", ""),
    "GPU": (2, "GPU", "GPU", "GPUs", "inflected", ""),
    "levées de fonds": (4, "levée de fonds", "funding round", "", "missed", "a verb stands there"),
    "turbines": (7, "turbine", "turbine", "", "missed", ""),
    "turbines à gaz": (8, "turbine à gaz", "gas turbine", "", "missed", ""),
    "valorisation": (3, "valorisation", "valuation", "valuation", "applied", ""),
}
LINKS = {  # what the French says, what the English says, how sure the alignment is
    "valorisation": ("valuation", 1.0),
    "dépasse": ("exceeds", 0.4),
}

SCRIPT = "<script>window.pwned=1</script>"
IMAGE = "<img src=x onerror=window.pwned=1>"
DRAWING = '"><svg onload=window.pwned=1>'
STYLE = "</style><style>body{display:none}</style>"
FRAME = "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>"
MARKDOWN = ":red[rouge] $x^2$ [lien](javascript:window.pwned=1) **gras** :material/home:"
HOSTILE = (SCRIPT, IMAGE, DRAWING, STYLE, FRAME, MARKDOWN)

HOSTILE_FACTS = f"""\
---
title: 'Titre {SCRIPT}'
author: '{DRAWING}'
outlet: '{STYLE}'
date: '{IMAGE}'
origin: 'javascript:window.pwned=1'
---

Du texte.
"""
HOSTILE_TEXT = f"# Le titre {SCRIPT}\n\n" + "\n\n".join(f"Ici : {text} !" for text in HOSTILE)


@dataclass(frozen=True)
class Library:
    """A folder of articles, their translations, a glossary."""

    folder: Path
    store: Path
    glossary: Path

    @property
    def environment(self) -> dict[str, str]:
        """What `visavis read` tells the app."""
        return {
            "VISAVIS_FOLDER": str(self.folder),
            "VISAVIS_STORE": str(self.store),
            "VISAVIS_GLOSSARY": str(self.glossary),
        }


def make_library(root: Path, engine: Engine) -> Library:
    """Articles with translations by hand, under the signature that the engine has now."""
    library = Library(root / "articles", root / "store", root / "glossary.csv")
    library.folder.mkdir()
    library.glossary.write_text(GLOSSARY)
    for name, text in (
        ("gazette.md", GAZETTE),
        ("hostile.md", HOSTILE_FACTS),
        ("hostile.txt", HOSTILE_TEXT),
        (f"{IMAGE}.txt", ""),
    ):
        (library.folder / name).write_text(text)
    glossary = load_glossary(library.glossary)
    matcher, memory = Matcher(glossary), Memory(library.store / MEMORY.name)
    for name, maker in (("gazette.md", str(engine.signature)), ("hostile.txt", f"model:{IMAGE}")):
        pairs = {
            key_for(maker, text, matcher.find(text), glossary): _pair(text)
            for text in read_article(library.folder / name).article.segments
        }
        memory.remember(pairs, maker)
    memory.close()
    return library


def _pair(source: str) -> Pair:
    """The English of `ENGLISH`, or the French itself, hostile terms included."""
    target = ENGLISH.get(source, source)
    terms = [
        TermUse(row, term, rendering, span(french, source), span(said, target), outcome, reason)
        for french, (row, term, rendering, said, outcome, reason) in TERMS.items()
        if french in source
    ]
    terms += [
        TermUse(9, text, text, span(text, source), None, "missed", text)
        for text in HOSTILE
        if text in source
    ]
    flags = ("numbers",) if "15" in target else ()
    links = tuple(
        Link(_within(french, source), _within(english, target), weight)
        for french, (english, weight) in LINKS.items()
        if french in source
    )
    return Pair(source, target, "engine", -0.5, flags, tuple(terms), links)


def _within(part: str, text: str) -> Span:
    return text.index(part), text.index(part) + len(part)


def span(part: str, text: str) -> Span | None:
    """Where a part stands in a text; None for an empty part."""
    return _within(part, text) if part else None
