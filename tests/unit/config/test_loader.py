"""Settings are read from file and environment, the environment wins, and all problems are reported together."""

import os
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pytest

from wizard_service.config import AuthSettings, Config, load_config
from wizard_service.errors import ConfigError


def errors_of(folder: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        load_config(folder)
    return refused.value.errors


def test_defaults_apply_when_only_the_secret_is_set(secret: str) -> None:
    assert load_config() == Config(AuthSettings(secret=secret))


def test_env_file_of_the_working_directory_is_read(secret: str, env_file: Path) -> None:
    env_file.write_text("WIZARD_WORKERS=7\n")

    assert load_config().server.workers == 7


def test_env_file_of_the_folder_given_is_read_instead(secret: str, env_file: Path, tmp_path: Path) -> None:
    env_file.write_text("WIZARD_WORKERS=7\nWIZARD_SSE_HEARTBEAT_S=1\n")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / ".env").write_text("WIZARD_WORKERS=8\n")

    config = load_config(folder)

    assert (config.server.workers, config.streams.sse_heartbeat_s) == (8, 15)


def test_env_file_of_a_parent_folder_is_not_read(secret: str, env_file: Path, tmp_path: Path) -> None:
    env_file.write_text("WIZARD_WORKERS=7\n")
    folder = tmp_path / "below"
    folder.mkdir()

    assert load_config(folder).server.workers == 3


def test_process_environment_wins_over_env_file(secret: str, env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("WIZARD_WORKERS=7\nWIZARD_SSE_HEARTBEAT_S=20\n")
    monkeypatch.setenv("WIZARD_WORKERS", "5")

    config = load_config()

    assert (config.server.workers, config.streams.sse_heartbeat_s) == (5, 20)


def test_reading_leaves_the_process_environment_as_it_was(secret: str, env_file: Path) -> None:
    env_file.write_text("WIZARD_WORKERS=7\n")
    before = dict(os.environ)

    load_config()

    assert dict(os.environ) == before


def test_wizard_env_picks_its_own_file_instead(secret: str, env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("WIZARD_WORKERS=7\nWIZARD_SSE_HEARTBEAT_S=20\n")
    env_file.with_name(".env.staging").write_text("WIZARD_WORKERS=9\n")
    monkeypatch.setenv("WIZARD_ENV", "staging")

    config = load_config()

    assert (config.server.workers, config.streams.sse_heartbeat_s) == (9, 15)


def test_missing_file_of_wizard_env_is_named(secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_ENV", "staging")

    assert errors_of() == (f"WIZARD_ENV=staging: {tmp_path / '.env.staging'} does not exist",)


def test_all_problems_of_all_kinds_are_reported_together(set_environment: Any) -> None:
    set_environment(
        WIZARD_ENV="nowhere",
        DATABASE_URL="mysql://host/database",
        WIZARD_WORKERS="many",
        FEATURE_WIZARD_POLLING_ENABLED="perhaps",
        DB_POOL_SIZE=21,
        WIZARD_POLLING_MAX_RETRIES=0,
        WIZARD_POLLING_NORMAL_INTERVAL_MS=1000,
        WIZARD_POLLING_FAST_INTERVAL_MS=1000,
        WIZARD_BASE_PATH="wizard/",
    )

    problems = errors_of()

    expected = [
        ("WIZARD_ENV=nowhere", "does not exist"),
        ("WIZARD_WORKERS=many", "1..64"),
        ("FEATURE_WIZARD_POLLING_ENABLED=perhaps", "true or false"),
        ("DB_POOL_SIZE=21", "1..20"),
        ("WIZARD_POLLING_MAX_RETRIES=0", "1..10"),
        ("WIZARD_JWT_SECRET", "not set"),
        ("DATABASE_URL", "sqlite:///"),
        ("WIZARD_POLLING_*_INTERVAL_MS=(1000, 1000, 5000)", "fast < normal < slow"),
        ("WIZARD_BASE_PATH=wizard/", "without a slash at its end"),
    ]
    reported = [[problem for problem in problems if problem.startswith(start)] for start, _ in expected]
    assert [len(matching) for matching in reported] == [1] * len(expected)
    assert all(allowed in matching[0] for matching, (_, allowed) in zip(reported, expected, strict=True))
    assert len(problems) == len(expected)


def test_text_of_the_error_lists_every_problem(set_environment: Any) -> None:
    set_environment(DB_POOL_SIZE=0, WIZARD_WORKERS="many")

    with pytest.raises(ConfigError) as refused:
        load_config()

    assert len(refused.value.errors) == 3
    assert all(problem in str(refused.value) for problem in refused.value.errors)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("WIZARD_WORKERS", "many", "1..64"),
        ("WIZARD_WORKERS", "1.5", "1..64"),
        ("DB_POOL_SIZE", "5 connections", "1..20"),
        ("DB_POOL_SIZE", "", "1..20"),
        ("FEATURE_WIZARD_AUDIT_LOGGING", "perhaps", "true or false"),
    ],
)
@pytest.mark.parametrize("source", ["process environment", ".env file"])
def test_unreadable_value_is_reported_with_name_value_and_allowed_values(
    secret: str, env_file: Path, monkeypatch: pytest.MonkeyPatch, source: str, name: str, value: str, allowed: str
) -> None:
    if source == ".env file":
        env_file.write_text(f"{name}={value}\n")
    else:
        monkeypatch.setenv(name, value)

    (problem,) = errors_of()

    assert problem.startswith(f"{name}={value}: ")
    assert allowed in problem


def test_origins_are_a_list_separated_by_commas(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_ALLOWED_ORIGINS", "https://a.example, https://b.example:8443,")

    assert load_config().server.allowed_origins == ("https://a.example", "https://b.example:8443")


def test_config_and_its_groups_are_frozen(secret: str) -> None:
    config = load_config()

    for owner in (config, *(getattr(config, group.name) for group in fields(config))):
        name = fields(owner)[0].name
        with pytest.raises(FrozenInstanceError):
            setattr(owner, name, getattr(owner, name))
