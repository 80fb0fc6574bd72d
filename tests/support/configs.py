"""Configurations that are refused, and the problems that are reported."""

from typing import Any

import pytest

from wizard_service.config import AuthSettings, Config
from wizard_service.errors import ConfigError

SOUND_AUTH = AuthSettings(secret="k" * 64)


def errors_of(auth: AuthSettings = SOUND_AUTH, **groups: Any) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        Config(auth, **groups)
    return refused.value.errors
