"""Offline French-to-English translation, driven by your glossary.

    import visavis

    translator = visavis.Translator(glossary="glossary.csv")
    translator.translate("La start-up annonce une levée de fonds.").target

Everything that is listed in `__all__` is public and documented in `docs/python.md`; the packages
below may change with every release. Each name is imported when it is first used, so that `import
visavis` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.article import Article
    from corpus.atomic import WriteError
    from corpus.errors import ArticleError, VisavisError
    from translate.bilingual.pairs import BilingualArticle, Pair, TermUse
    from translate.engine.engine import TranslationCancelled
    from translate.formats import save
    from translate.glossary.file import load_glossary
    from translate.glossary.terms import Glossary, GlossaryError, Term
    from translate.memory.file import MemoryFileError
    from translate.packages.folder import PackageError
    from translate.translator import Translator
    from visavis.reading import read_article

    __version__: str

__all__ = [
    "Article",
    "ArticleError",
    "BilingualArticle",
    "Glossary",
    "GlossaryError",
    "MemoryFileError",
    "PackageError",
    "Pair",
    "Term",
    "TermUse",
    "TranslationCancelled",
    "Translator",
    "VisavisError",
    "WriteError",
    "__version__",
    "load_glossary",
    "read_article",
    "save",
]

_MODULES = {
    "corpus.article": ("Article",),
    "corpus.atomic": ("WriteError",),
    "corpus.errors": ("ArticleError", "VisavisError"),
    "translate.bilingual.pairs": ("BilingualArticle", "Pair", "TermUse"),
    "translate.engine.engine": ("TranslationCancelled",),
    "translate.formats": ("save",),
    "translate.glossary.file": ("load_glossary",),
    "translate.glossary.terms": ("Glossary", "GlossaryError", "Term"),
    "translate.memory.file": ("MemoryFileError",),
    "translate.packages.folder": ("PackageError",),
    "translate.translator": ("Translator",),
    "visavis.reading": ("read_article",),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name == "__version__":
        value: object = import_module("importlib.metadata").version("visavis")
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module 'visavis' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
