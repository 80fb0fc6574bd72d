"""Rules between settings, and rules that a range cannot express."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.configs import SOUND_AUTH, errors_of
from wizard_service.config import (
    ASYMMETRIC_ALGORITHMS,
    AuthSettings,
    Config,
    DatabaseSettings,
    PollingSettings,
    ServerSettings,
    StreamSettings,
    load_config,
)

FILE, KEY_SET = {"public_key_file": "/etc/wizard/key.pem"}, {"jwks_url": "https://issuer.example/keys"}


@pytest.mark.parametrize(
    "intervals",
    [(1000, 1000, 3000), (500, 3000, 3000), (500, 5000, 4000)],
    ids=["fast equals normal", "normal equals slow", "normal above slow"],
)
def test_intervals_must_rise_from_fast_to_slow(intervals: tuple[int, int, int]) -> None:
    (problem,) = errors_of(polling=PollingSettings(*intervals))

    assert str(intervals) in problem
    assert "fast < normal < slow" in problem


def test_intervals_one_apart_are_accepted(set_environment: Any, secret: str) -> None:
    set_environment(
        WIZARD_POLLING_FAST_INTERVAL_MS=1000,
        WIZARD_POLLING_NORMAL_INTERVAL_MS=3000,
        WIZARD_POLLING_SLOW_INTERVAL_MS=3001,
    )

    polling = load_config().polling

    assert (polling.fast_interval_ms, polling.normal_interval_ms, polling.slow_interval_ms) == (1000, 3000, 3001)


@pytest.mark.parametrize("idle_timeout_s", [29, 30])
def test_the_idle_timeout_must_be_longer_than_the_heartbeat_interval(idle_timeout_s: int) -> None:
    (problem,) = errors_of(streams=StreamSettings(ws_heartbeat_s=30, ws_idle_timeout_s=idle_timeout_s))

    assert problem.startswith(f"WIZARD_WS_IDLE_TIMEOUT_S={idle_timeout_s}: more than WIZARD_WS_HEARTBEAT_S=30")


@pytest.mark.parametrize("algorithm", ASYMMETRIC_ALGORITHMS)
@pytest.mark.parametrize("sources", [{}, FILE | KEY_SET], ids=["none", "both"])
def test_asymmetric_algorithm_without_exactly_one_key_source_is_refused(
    algorithm: str, sources: dict[str, str]
) -> None:
    (problem,) = errors_of(AuthSettings(algorithm=algorithm, **sources))

    assert problem.startswith(f"WIZARD_JWT_ALGORITHM={algorithm}: ")
    assert "exactly one of WIZARD_JWT_PUBLIC_KEY_FILE and WIZARD_JWT_JWKS_URL" in problem


@pytest.mark.parametrize("algorithm", ASYMMETRIC_ALGORITHMS)
@pytest.mark.parametrize("source", [FILE, KEY_SET], ids=["key file", "key set"])
def test_asymmetric_algorithm_with_one_key_source_is_accepted(algorithm: str, source: dict[str, str]) -> None:
    auth = AuthSettings(algorithm=algorithm, **source)

    assert Config(auth).auth == auth


@pytest.mark.parametrize("source", [FILE, KEY_SET], ids=["key file", "key set"])
def test_symmetric_algorithm_refuses_the_keys_of_the_other_family(source: dict[str, str]) -> None:
    (problem,) = errors_of(AuthSettings(secret="k" * 32, **source))

    assert problem.startswith("WIZARD_JWT_ALGORITHM=HS256")
    assert "WIZARD_JWT_SECRET only" in problem


def test_unknown_algorithm_needs_no_key_before_it_is_known() -> None:
    (problem,) = errors_of(AuthSettings(algorithm="HS999"))

    assert problem.startswith("WIZARD_JWT_ALGORITHM=HS999: must be one of ")


@pytest.mark.parametrize(
    ("auth", "reason"),
    [
        (AuthSettings(secret="short", algorithm="HS999"), "at least 32 are required for HS256"),
        (AuthSettings(secret="short", algorithm="RS256", **FILE), "at least 32 are required for HS256"),
        (AuthSettings(secret="k" * 47, algorithm="HS384"), "at least 48 are required for HS384"),
    ],
    ids=["unknown algorithm", "asymmetric algorithm", "longer hash"],
)
def test_secret_that_is_too_short_is_reported_whatever_the_algorithm_is(auth: AuthSettings, reason: str) -> None:
    problem = errors_of(auth)[-1]

    assert problem == f"WIZARD_JWT_SECRET has {len(auth.secret)} bytes: {reason}"


def test_key_set_must_be_fetched_over_https() -> None:
    (problem,) = errors_of(AuthSettings(algorithm="RS256", jwks_url="http://issuer.example/keys"))

    assert problem.startswith("WIZARD_JWT_JWKS_URL=http://issuer.example/keys: ")
    assert "https://" in problem


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///", "wizard.db", "mysql://host/db", "sqlite:/wizard.db"])
def test_database_url_of_another_form_is_refused(url: str) -> None:
    (problem,) = errors_of(database=DatabaseSettings(url=url))

    assert problem.startswith("DATABASE_URL ")
    assert "sqlite:///relative.db, sqlite:////absolute.db or postgresql://user@host/database" in problem


@pytest.mark.parametrize(
    "url", ["sqlite:///:memory:", "sqlite:///~/wizard.db", "sqlite:////srv/a.db?mode=ro", "sqlite:///a.db#b"]
)
def test_database_url_must_name_a_file(url: str) -> None:
    (problem,) = errors_of(database=DatabaseSettings(url=url))

    assert problem.startswith("DATABASE_URL must name a file")


@pytest.mark.parametrize("url", ["sqlite:///wizard.db", "sqlite:////var/lib/wizard/wizard.db"])
def test_database_url_is_a_relative_or_an_absolute_path(url: str) -> None:
    database = DatabaseSettings(url=url)

    assert Config(SOUND_AUTH, database).database.url == url


@pytest.mark.parametrize("path", ["", "/", "wizard", "/wizard/", "//wizard", "/a b", "/a/<id>", "/a?b"])
def test_base_path_must_be_a_plain_absolute_path(path: str) -> None:
    (problem,) = errors_of(server=ServerSettings(base_path=path))

    assert problem.startswith(f"WIZARD_BASE_PATH={path}: ")


@pytest.mark.parametrize("path", ["/w", "/api/v1/wizard", "/a.b/~c_d-e"])
def test_base_path_is_an_absolute_path(path: str) -> None:
    assert Config(SOUND_AUTH, server=ServerSettings(base_path=path)).server.base_path == path


@pytest.mark.parametrize(
    "bind", ["", "localhost", "127.0.0.1:", "127.0.0.1:65536", "h:-1", "::1:80", "a b:80", "unix:", "*:80"]
)
def test_malformed_address_is_refused(bind: str) -> None:
    (problem,) = errors_of(server=ServerSettings(bind=bind))

    assert problem == f"WIZARD_BIND={bind}: must be HOST:PORT or unix:PATH"


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "[::1]:8000", "wizard.local:65535", ":8000", "unix:/run/wizard.sock"])
def test_address_is_host_and_port_or_a_socket(bind: str) -> None:
    assert Config(SOUND_AUTH, server=ServerSettings(bind=bind)).server.bind == bind


def test_config_built_by_hand_reports_all_its_problems_together(tmp_path: Path) -> None:
    problems = errors_of(
        AuthSettings(),
        database=DatabaseSettings(url="nothing", pool_size=0),
        polling=PollingSettings(fast_interval_ms=99, slow_interval_ms=2000),
    )

    named = [
        "DB_POOL_SIZE=0",
        "WIZARD_POLLING_FAST_INTERVAL_MS=99",
        "WIZARD_POLLING_SLOW_INTERVAL_MS=2000",
        "WIZARD_JWT_SECRET",
        "DATABASE_URL",
        "WIZARD_POLLING_*_INTERVAL_MS=(99, 2000, 2000)",
    ]
    assert [problem for start in named for problem in problems if problem.startswith(start)] == list(problems)
