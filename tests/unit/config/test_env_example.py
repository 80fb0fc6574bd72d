"""`.env.example` is what the program reads: a new, renamed or changed setting fails here until it is told there."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT
from wizard_service.config import AuthSettings, Config, Setting, load_config, settings_of
from wizard_service.config.loader import GROUPS
from wizard_service.config.setting import default_of

TEXT = (ROOT / ".env.example").read_text()
# A comment and the setting below it.
ENTRY = re.compile(r"^# (.+)\n([A-Z0-9_]+)=(.*)$", re.MULTILINE)
SETTINGS = [(each, described) for group in GROUPS.values() for each, described in settings_of(group)]


def as_written(default: Any) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return ",".join(default) if isinstance(default, tuple) else str(default)


def comment_on(described: Setting) -> str:
    return "; ".join(filter(None, [described.description, described.allowed]))


def test_env_example_lists_exactly_the_settings_in_their_order() -> None:
    assignments = re.findall(r"^\s*(?:export )?([A-Za-z0-9_]+)\s*=", TEXT, re.MULTILINE)

    assert assignments == [described.env for _, described in SETTINGS]


def test_env_example_gives_every_setting_its_default() -> None:
    given = {name: value for _, name, value in ENTRY.findall(TEXT)}

    assert given == {described.env: as_written(default_of(each)) for each, described in SETTINGS}


def test_env_example_says_above_every_setting_what_it_means_and_what_is_allowed() -> None:
    comments = {name: comment for comment, name, _ in ENTRY.findall(TEXT)}

    assert comments == {described.env: comment_on(described) for _, described in SETTINGS}


def test_settings_that_are_read_nowhere_are_those_that_say_so() -> None:
    modules = [path for path in (ROOT / "wizard_service").rglob("*.py") if path.name != "groups.py"]
    program = "\n".join(path.read_text() for path in modules)

    unread = [described for each, described in SETTINGS if not re.search(rf"\.{each.name}\b", program)]

    assert unread == [described for _, described in SETTINGS if "the service does not use it" in described.description]
    assert [described.env for described in unread] == [
        "DB_POOL_SIZE",
        "DB_POOL_TIMEOUT",
        "WIZARD_POLLING_MAX_RETRIES",
        "WIZARD_POLLING_BACKOFF_MULTIPLIER",
        "WIZARD_STATE_CACHE_TTL_SECONDS",
    ]


def test_env_example_as_env_file_gives_the_defaults(
    env_file: Path, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WIZARD_JWT_SECRET")
    filled_in = TEXT.replace("WIZARD_JWT_SECRET=\n", f"WIZARD_JWT_SECRET={secret}\n")
    env_file.write_text(filled_in)

    config = load_config()

    assert config == Config(AuthSettings(secret=secret))
