"""What `import visavis` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import visavis

NAMES = """
    Article ArticleError BilingualArticle Glossary GlossaryError MemoryFileError MissingExtraError
    PackageError Pair Term TermUse TranslationCancelled Translator VisavisError WriteError
    __version__ load_glossary read_article save
""".split()


def test_the_public_names_are_these() -> None:
    assert visavis.__all__ == NAMES
    for name in NAMES:
        assert getattr(visavis, name) is not None
        assert name in dir(visavis)
    names: dict[str, object] = {}
    exec("from visavis import *", names)
    assert set(NAMES) <= set(names)
    assert visavis.__version__ == version("visavis")
    with pytest.raises(AttributeError, match="no attribute 'Translater'"):
        visavis.Translater  # type: ignore[attr-defined]  # noqa: B018


def test_every_error_is_in_the_tree() -> None:
    errors = [getattr(visavis, name) for name in NAMES if name.endswith(("Error", "Cancelled"))]
    assert len(errors) == 8
    assert all(issubclass(error, visavis.VisavisError) for error in errors)


def test_type_checkers_find_our_types() -> None:
    assert Path(visavis.__file__).with_name("py.typed").is_file()


def test_importing_brings_nothing_that_is_not_used() -> None:
    heavy = "{'streamlit', 'pandas', 'pyarrow', 'argostranslate', 'numpy', 'ctranslate2', 'lxml'}"
    code = f"import sys, visavis; print(sorted({heavy} & set(sys.modules)))"
    code += "; visavis.Translator; heavy = {'streamlit', 'pandas', 'pyarrow', 'argostranslate'}"
    code += "; print((heavy | {'sacremoses', 'sacrebleu'}) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["[]", "set()", ""]


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "visavis", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"visavis, version {visavis.__version__}\n"
