"""Packages are looked for where argostranslate installs them, whatever leads it there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from package_zips import TOP, Entries, python, write_zip

from visavis.translate.packages.argos_folders import package_folders
from visavis.translate.packages.choice import PackageError, installed, selected, unusable

ASKED = (
    "import json\n"
    "from argostranslate import settings\n"
    "theirs = [str(folder) for folder in settings.package_dirs]\n"
    "from visavis.translate.packages.argos_folders import package_folders\n"
    "print(json.dumps([theirs, [str(folder) for folder in package_folders()]]))\n"
)


@pytest.mark.parametrize(
    ("environment", "folders"),
    [
        ({}, ["home/.local/share/argos-translate/packages"]),
        ({"XDG_DATA_HOME": "data"}, ["data/argos-translate/packages"]),
        ({"ARGOS_PACKAGES_DIR": "mine", "XDG_DATA_HOME": "data"}, ["mine"]),
        ({"XDG_CONFIG_HOME": "config"}, ["of-settings"]),
        ({"XDG_CONFIG_HOME": "config", "ARGOS_PACKAGES_DIR": "mine"}, ["mine"]),
        ({"XDG_CONFIG_HOME": "empty"}, ["home/.local/share/argos-translate/packages"]),
        (
            {"SNAP": "snap", "SNAP_USER_DATA": "user"},
            [
                "user/.local/share/argos-translate/packages",
                "snap/snap_custom/packages",
                "snap/snap_custom/content_snap_packages/fr",
            ],
        ),
    ],
)
def test_the_folders_are_those_of_argostranslate(
    environment: dict[str, str], folders: list[str], tmp_path: Path
) -> None:
    for name in ("home", "snap/snap_custom/packages", "empty/argos-translate"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "snap/snap_custom/content_snap_packages/fr").mkdir(parents=True)
    (tmp_path / "snap/snap_custom/content_snap_packages/file").write_text("no folder")
    (tmp_path / "config/argos-translate").mkdir(parents=True)
    settings = {"ARGOS_PACKAGES_DIR": str(tmp_path / "of-settings"), "ARGOS_DEBUG": "0"}
    (tmp_path / "config/argos-translate/settings.json").write_text(json.dumps(settings))
    (tmp_path / "empty/argos-translate/settings.json").write_text("{}")
    places = {name: tmp_path / place for name, place in environment.items()}
    theirs, ours = json.loads(python(ASKED, HOME=tmp_path / "home", **places).stdout)
    assert ours == theirs == [str(tmp_path / folder) for folder in folders]


def test_what_argostranslate_installs_is_found(sound: Entries, home: Path) -> None:
    archive = write_zip(home / "a.argosmodel", sound)
    code = (
        "import sys, types\n"
        # What installing imports to clear a cache, and what would bring torch.
        "languages = types.SimpleNamespace(get_installed_languages=lambda: None)\n"
        "languages.get_installed_languages.cache_clear = lambda: None\n"
        "sys.modules['argostranslate.translate'] = languages\n"
        "from argostranslate import package\n"
        f"package.install_from_path({str(archive)!r})\n"
    )
    python(code, HOME=home, ARGOS_PACKAGES_DIR=home / "packages")
    assert [package.path for package in installed()] == [home / "packages" / TOP]
    assert selected().name == TOP


@pytest.mark.parametrize(
    "settings", ["{", "[]", '{"ARGOS_PACKAGES_DIR": 3}', "[" * 100_000, "\udcff"]
)
def test_settings_that_cannot_be_read_are_named(
    settings: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ARGOS_PACKAGES_DIR")
    file = home / "config" / "argos-translate" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(settings, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(PackageError, match=r"settings\.json: .* name the folder of packages in"):
        package_folders()
    [problem] = unusable()
    assert str(file) in str(problem)
    assert selected().name == "embedded"


def test_empty_variables_are_as_good_as_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "SNAP"):
        monkeypatch.setenv(name, "")
    assert package_folders() == (home / ".local/share/argos-translate/packages",)
