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
    from visavis.corpus.article import Article
    from visavis.corpus.atomic import WriteError
    from visavis.corpus.errors import ArticleError, VisavisError
    from visavis.corpus.extras import MissingExtraError
    from visavis.reading import read_article
    from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
    from visavis.translate.engine.engine import TranslationCancelled
    from visavis.translate.formats import save
    from visavis.translate.glossary.file import load_glossary
    from visavis.translate.glossary.terms import Glossary, GlossaryError, Term
    from visavis.translate.memory.file import MemoryFileError
    from visavis.translate.packages.folder import PackageError
    from visavis.translate.translator import Translator

    __version__: str

__all__ = [
    "Article",
    "ArticleError",
    "BilingualArticle",
    "Glossary",
    "GlossaryError",
    "MemoryFileError",
    "MissingExtraError",
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
    "visavis.corpus.article": ("Article",),
    "visavis.corpus.atomic": ("WriteError",),
    "visavis.corpus.errors": ("ArticleError", "VisavisError"),
    "visavis.corpus.extras": ("MissingExtraError",),
    "visavis.translate.bilingual.pairs": ("BilingualArticle", "Pair", "TermUse"),
    "visavis.translate.engine.engine": ("TranslationCancelled",),
    "visavis.translate.formats": ("save",),
    "visavis.translate.glossary.file": ("load_glossary",),
    "visavis.translate.glossary.terms": ("Glossary", "GlossaryError", "Term"),
    "visavis.translate.memory.file": ("MemoryFileError",),
    "visavis.translate.packages.folder": ("PackageError",),
    "visavis.translate.translator": ("Translator",),
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
