import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from skips import pytest_make_collect_report, pytest_runtest_makereport

from visavis.translate.engine.engine import Engine, load_engine
from visavis.translate.packages import choice as packages

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"

# No test depends on how busy the machine is.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's cache, settings and installed models out of the tests, and the tests out."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(name, str(home / name.lower()))
        patch.setenv("HOME", str(home))
        patch.setenv("ARGOS_PACKAGES_DIR", str(home / "packages"))
        assert os.environ["HOME"] == str(home)
        yield


@pytest.fixture(scope="session")
def engine(_own_folders: None) -> Engine:
    """The embedded model, loaded once."""
    return load_engine(packages.embedded())
