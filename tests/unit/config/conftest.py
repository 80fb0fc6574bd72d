"""An environment without any setting but those that a test makes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard_service.config import settings_of
from wizard_service.config.loader import GROUPS

SetEnvironment = Callable[..., None]


@pytest.fixture(autouse=True)
def no_settings(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove every setting of the developer's shell."""
    for group in GROUPS.values():
        for _, setting in settings_of(group):
            monkeypatch.delenv(setting.env, raising=False)


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> str:
    """Set the one setting without a usable default."""
    value = "s3cret-of-the-configuration-tests"
    monkeypatch.setenv("WIZARD_JWT_SECRET", value)
    return value


@pytest.fixture
def set_environment(monkeypatch: pytest.MonkeyPatch) -> SetEnvironment:
    """Return a function that sets NAME=value for each keyword."""

    def set_all(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, str(value))

    return set_all


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    """Return the path of the working directory's `.env`, which does not exist yet."""
    return tmp_path / ".env"
