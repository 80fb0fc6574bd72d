"""`.env.example` holds exactly the settings of the program, with their defaults, descriptions and allowed values."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT
from wizard_service.config import AuthSettings, Config, Setting, load_config, settings_of
from wizard_service.config.loader import GROUPS
from wizard_service.config.setting_field import default_of

TEXT = (ROOT / ".env.example").read_text()
# A comment and the setting below it.
ENTRY = re.compile(r"^# (.+)\n([A-Z0-9_]+)=(.*)$", re.MULTILINE)
SETTINGS = [(member, setting) for group in GROUPS.values() for member, setting in settings_of(group)]


def as_written(default: Any) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return ",".join(default) if isinstance(default, tuple) else str(default)


def comment_on(setting: Setting) -> str:
    return "; ".join(filter(None, [setting.description, setting.allowed]))


def test_env_example_lists_exactly_the_settings_in_their_order() -> None:
    assignments = re.findall(r"^\s*(?:export )?([A-Za-z0-9_]+)\s*=", TEXT, re.MULTILINE)

    assert assignments == [setting.env for _, setting in SETTINGS]


def test_env_example_gives_every_setting_its_default() -> None:
    given = {name: value for _, name, value in ENTRY.findall(TEXT)}

    assert given == {setting.env: as_written(default_of(member)) for member, setting in SETTINGS}


def test_env_example_describes_every_setting_and_its_allowed_values_above_it() -> None:
    comments = {name: comment for comment, name, _ in ENTRY.findall(TEXT)}

    assert comments == {setting.env: comment_on(setting) for _, setting in SETTINGS}


def test_a_module_reads_every_setting() -> None:
    package = ROOT / "wizard_service"
    modules = [path for path in package.rglob("*.py") if path.parent != package / "config"]
    program = "\n".join(path.read_text() for path in modules)

    def is_read(name: str) -> bool:
        return bool(re.search(rf'\.{name}\b|require_feature\("{name}"', program))

    unread = [setting for member, setting in SETTINGS if not is_read(member.name)]

    assert unread == []


def test_env_example_as_env_file_gives_the_defaults(
    env_file: Path, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WIZARD_JWT_SECRET")
    filled_in = TEXT.replace("WIZARD_JWT_SECRET=\n", f"WIZARD_JWT_SECRET={secret}\n")
    env_file.write_text(filled_in)

    config = load_config()

    assert config == Config(AuthSettings(secret=secret))
