"""The secret must be set and long enough, and is shown nowhere; neither is a database address."""

import traceback
from pathlib import Path

import pytest

from wizard_service.config import AuthSettings, Config, DatabaseSettings, load_config, unknown_settings
from wizard_service.errors import ConfigError

SHORT = "hunter2-is-too-short"
ADDRESSES = ["mysql://wizard:hunter2@db.example/wizard", "host=db.example user=wizard password=hunter2"]


def everything_shown(error: BaseException) -> str:
    """Return all that a log or a terminal could show of an error: its text, its traceback, its causes."""
    return "".join([str(error), repr(error), *traceback.format_exception(error)])


@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_missing_secret_stops_the_start(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is not None:
        monkeypatch.setenv("WIZARD_JWT_SECRET", value)

    with pytest.raises(ConfigError) as refused:
        load_config()

    (problem,) = refused.value.errors
    assert problem.startswith("WIZARD_JWT_SECRET is not set")
    assert "secrets.token_urlsafe" in problem


@pytest.mark.parametrize(("algorithm", "required"), [("HS256", 32), ("HS384", 48), ("HS512", 64)])
def test_secret_must_be_as_long_as_the_hash(algorithm: str, required: int) -> None:
    with pytest.raises(ConfigError) as refused:
        Config(AuthSettings(secret="k" * (required - 1), algorithm=algorithm))

    (problem,) = refused.value.errors
    assert problem.startswith(f"WIZARD_JWT_SECRET has {required - 1} bytes: ")
    assert f"at least {required}" in problem
    assert Config(AuthSettings(secret="k" * required, algorithm=algorithm)).auth.algorithm == algorithm


def test_secret_is_measured_in_bytes() -> None:
    secret = "ü" * 16

    assert Config(AuthSettings(secret=secret)).auth.secret == secret


def test_refused_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_JWT_SECRET", SHORT)
    monkeypatch.setenv("WIZARD_WORKERS", "many")

    with pytest.raises(ConfigError) as refused:
        load_config()

    assert len(refused.value.errors) == 2
    assert SHORT not in everything_shown(refused.value)


def test_secret_is_not_shown_when_another_setting_is_refused(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_JWT_ALGORITHM", "HS512")
    monkeypatch.setenv("WIZARD_JWT_PUBLIC_KEY_FILE", "/key.pem")

    with pytest.raises(ConfigError) as refused:
        load_config()

    assert len(refused.value.errors) == 2
    assert secret not in everything_shown(refused.value)


@pytest.mark.parametrize("address", ADDRESSES, ids=["address", "keywords"])
def test_password_of_a_refused_database_address_is_not_shown(
    secret: str, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)

    with pytest.raises(ConfigError) as refused:
        load_config()

    assert refused.value.errors[0].startswith("DATABASE_URL is ")
    assert "hunter2" not in everything_shown(refused.value)


def test_repr_shows_neither_secret_nor_database_address(secret: str) -> None:
    config = Config(AuthSettings(secret=secret), DatabaseSettings(url="sqlite:////srv/hidden/wizard.db"))

    for shown in (repr(config), str(config), repr(config.auth), repr(config.database), f"{config}"):
        assert secret not in shown
        assert "hidden" not in shown
    assert "HS256" in repr(config)
    assert "pool_size=5" in repr(config)


def test_secrets_are_read_from_files_without_the_line_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, address = "k" * 40, "postgresql://wizard:hunter2@db.example/wizard"
    for name, content in {"WIZARD_JWT_SECRET": f"{secret}\n", "DATABASE_URL": f"{address}\r\n"}.items():
        (tmp_path / name).write_bytes(content.encode())
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))

    config = load_config()

    assert (config.auth.secret, config.database.url) == (secret, address)
    assert unknown_settings() == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "cannot be read: No such file or directory"), (b"\xff" * 40, "is not UTF-8"), (b"\n", "is empty")],
)
def test_a_secret_file_that_cannot_be_used_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("WIZARD_JWT_SECRET_FILE", str(path))

    with pytest.raises(ConfigError) as refused:
        load_config()

    assert f"WIZARD_JWT_SECRET_FILE={path}: {reason}" in refused.value.errors


def test_a_secret_and_its_file_cannot_both_be_set(secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_JWT_SECRET_FILE", str(tmp_path / "secret"))

    with pytest.raises(ConfigError) as refused:
        load_config()

    assert refused.value.errors == ("WIZARD_JWT_SECRET and WIZARD_JWT_SECRET_FILE are both set: set one of them",)
