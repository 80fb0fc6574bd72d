"""Settings have the names, defaults and ranges of the specification, and values out of range are refused."""

from dataclasses import Field, replace
from typing import Any

import pytest

from wizard_service.config import AuthSettings, Config, Setting, load_config, settings_of
from wizard_service.config.loader import GROUPS
from wizard_service.config.setting_field import default_of
from wizard_service.errors import ConfigError

# spec.md "Environment Variables", data-model.md configuration schema, contract.md section 10 (DB_POOL_* names, rate
# limit). A bound that they do not give is None here.
SPECIFIED: dict[str, tuple[Any, int | None, int | None]] = {
    "DB_POOL_SIZE": (5, 1, 20),
    "DB_MAX_OVERFLOW": (10, 0, 50),
    "DB_POOL_TIMEOUT": (30, 10, 60),
    "DB_CONNECTION_RETRY_ATTEMPTS": (3, 1, 10),
    "DB_CONNECTION_RETRY_DELAY_MS": (1000, 100, 5000),
    "DB_STATEMENT_TIMEOUT_MS": (30000, 1000, 60000),
    "WIZARD_POLLING_FAST_INTERVAL_MS": (500, 100, 1000),
    "WIZARD_POLLING_NORMAL_INTERVAL_MS": (2000, 1000, 5000),
    "WIZARD_POLLING_SLOW_INTERVAL_MS": (5000, 3000, 10000),
    "WIZARD_POLLING_MAX_RETRIES": (3, 1, 10),
    "WIZARD_POLLING_BACKOFF_MULTIPLIER": (2, 2, 5),
    "WIZARD_POLLING_MAX_BACKOFF_MS": (30000, 10000, 60000),
    "WIZARD_POLLING_RATE_LIMIT_PER_S": (10, 0, None),
    "WIZARD_STATE_CACHE_TTL_SECONDS": (604800, 0, None),
    "WIZARD_STATE_MAX_SIZE_KB": (500, 100, 5000),
    "WIZARD_TEMPLATE_MAX_COUNT_PER_USER": (50, 10, 200),
    "WIZARD_HISTORY_MAX_AGE_DAYS": (90, 7, 365),
    "FEATURE_WIZARD_SQLITE_PERSISTENCE": (True, None, None),
    "FEATURE_WIZARD_POLLING_ENABLED": (True, None, None),
    "FEATURE_WIZARD_TEMPLATES_ENABLED": (True, None, None),
    "FEATURE_WIZARD_STATE_RECOVERY": (True, None, None),
    "FEATURE_WIZARD_AUDIT_LOGGING": (True, None, None),
    "WIZARD_JWT_ALGORITHM": ("HS256", None, None),
    "WIZARD_JWT_AUDIENCE": ("wizard", None, None),
    "WIZARD_JWT_ISSUER": ("", None, None),
    "WIZARD_JWT_SECRET": ("", None, None),
    "WIZARD_JWT_PUBLIC_KEY_FILE": ("", None, None),
    "WIZARD_JWT_JWKS_URL": ("", None, None),
    "WIZARD_BIND": ("127.0.0.1:8000", None, None),
    "WIZARD_BASE_PATH": ("/api/v1/wizard", None, None),
    "WIZARD_ALLOWED_ORIGINS": ((), None, None),
    "WIZARD_TRUSTED_PROXIES": ((), None, None),
}
DESCRIBED: dict[str, tuple[str, Field[Any], Setting]] = {
    setting.env: (group, member, setting)
    for group, settings in GROUPS.items()
    for member, setting in settings_of(settings)
}
LOWEST = [(name, entry[2].minimum) for name, entry in DESCRIBED.items() if entry[2].minimum is not None]
HIGHEST = [(name, entry[2].maximum) for name, entry in DESCRIBED.items() if entry[2].maximum is not None]
BEYOND = [(name, minimum - 1) for name, minimum in LOWEST] + [(name, maximum + 1) for name, maximum in HIGHEST]
FEATURES = [name for name in DESCRIBED if name.startswith("FEATURE_")]


def loaded(name: str) -> Any:
    group, member, _ = DESCRIBED[name]
    return getattr(getattr(load_config(), group), member.name)


@pytest.fixture(autouse=True)
def room_for_every_interval(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the neighbours of settings that must differ, so that each can reach its bound."""
    monkeypatch.setenv("WIZARD_POLLING_SLOW_INTERVAL_MS", "10000")
    monkeypatch.setenv("WIZARD_WS_HEARTBEAT_S", "1")
    monkeypatch.setenv("WIZARD_WS_IDLE_TIMEOUT_S", "3600")


@pytest.mark.parametrize("name", SPECIFIED)
def test_specified_setting_has_its_default_and_range(name: str) -> None:
    default, minimum, maximum = SPECIFIED[name]

    _, member, setting = DESCRIBED[name]

    assert default_of(member) == default
    assert type(default_of(member)) is type(default)
    assert setting.minimum == minimum
    assert maximum in (None, setting.maximum)


@pytest.mark.parametrize(("name", "bound"), LOWEST + HIGHEST)
def test_bound_itself_is_accepted(name: str, bound: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, str(bound))

    assert loaded(name) == bound


@pytest.mark.parametrize(("name", "beyond"), BEYOND)
def test_one_beyond_a_bound_is_refused_with_name_value_and_range(
    name: str, beyond: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(beyond))

    with pytest.raises(ConfigError) as refused:
        load_config()

    _, _, setting = DESCRIBED[name]
    (problem,) = refused.value.errors
    assert problem.startswith(f"{name}={beyond}: ")
    assert f"{setting.minimum}..{setting.maximum}" in problem


@pytest.mark.parametrize(("name", "beyond"), BEYOND)
def test_config_built_by_hand_is_held_to_the_same_ranges(name: str, beyond: int) -> None:
    group, member, _ = DESCRIBED[name]
    sound = load_config()
    broken = replace(getattr(sound, group), **{member.name: beyond})

    with pytest.raises(ConfigError) as refused:
        replace(sound, **{group: broken})

    (problem,) = refused.value.errors
    assert problem.startswith(f"{name}={beyond}: ")


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_feature_is_switched_by_its_own_flag_alone(
    name: str, text: str, value: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, text)

    switched = {feature: loaded(feature) for feature in FEATURES}

    assert switched == dict.fromkeys(FEATURES, True) | {name: value}


def test_algorithm_is_one_of_those_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_JWT_ALGORITHM", "none")

    with pytest.raises(ConfigError) as refused:
        load_config()

    named = [problem for problem in refused.value.errors if problem.startswith("WIZARD_JWT_ALGORITHM=none: ")]
    assert "one of HS256, HS384, HS512, RS256, ES256, EdDSA" in named[0]


def test_no_setting_is_read_from_two_names() -> None:
    names = [setting.env for group in GROUPS.values() for _, setting in settings_of(group)]

    assert len(names) == len(set(names))


def test_groups_read_are_the_groups_of_config() -> None:
    built = Config(AuthSettings(secret="x" * 32))

    assert {name: type(getattr(built, name)) for name in vars(built)} == GROUPS
