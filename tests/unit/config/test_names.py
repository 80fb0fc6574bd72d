"""An unreadable `.env` and a line of it that sets nothing stop the start; a misspelt name is reported."""

from pathlib import Path

import pytest

from wizard_service.config import AuthSettings, Config, load_config, unknown_settings
from wizard_service.errors import ConfigError


def problems() -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        load_config()
    return refused.value.errors


def test_env_file_that_is_a_folder_is_named(secret: str, env_file: Path) -> None:
    env_file.mkdir()

    assert problems() == (f"{env_file} cannot be read: Is a directory",)


def test_env_file_that_is_a_link_to_an_absent_file_is_named(secret: str, env_file: Path) -> None:
    env_file.symlink_to("absent")

    assert problems() == (f"{env_file} cannot be read: No such file or directory",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("WIZARD_WORKERS=7\n".encode("utf-16"), ": line 1 is not UTF-8; save the file as UTF-8"),
        ("# Settings\n".encode("utf-16-be"), ": line 1 has a null character; save the file as UTF-8"),
        (b"WIZARD_WORKERS=7\n# f\xfcr alle\n", ": line 2 is not UTF-8; save the file as UTF-8"),
        (b"\xef\xbb\xbfWIZARD_WORKERS=7\n", " begins with a byte order mark; save it as UTF-8 without one"),
    ],
)
def test_env_file_in_another_encoding_is_named_with_the_line(
    secret: str, env_file: Path, content: bytes, reason: str
) -> None:
    env_file.write_bytes(content)

    assert problems() == (f"{env_file}{reason}",)


def test_lines_of_the_env_file_that_set_nothing_are_named_without_their_content(secret: str, env_file: Path) -> None:
    env_file.write_text("WIZARD_WORKERS=7\n\nWIZARD_SSE_HEARTBEAT_S\nWIZARD_JWT_AUDIENCE: 'hunter2'\nexport OTHER\n")

    assert problems() == (f"{env_file}: line 3 is not NAME=value", f"{env_file}: line 4 is not NAME=value")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("FEATURE_WIZARD_POLLING", "FEATURE_WIZARD_POLLING_ENABLED"),
        ("WIZARD_ALLOWED_HOST", "WIZARD_ALLOWED_HOSTS"),
        ("wizard_workers", "WIZARD_WORKERS"),
        ("DB_POOL_SIZES", "DB_POOL_SIZE"),
    ],
)
def test_misspelt_setting_is_named_with_the_nearest_name_and_without_its_value(
    secret: str, env_file: Path, monkeypatch: pytest.MonkeyPatch, name: str, nearest: str
) -> None:
    monkeypatch.setenv(name, "hunter2")
    in_environment = unknown_settings()
    monkeypatch.delenv(name)
    env_file.write_text(f"{name}=hunter2\n")
    config = load_config()

    assert in_environment == [f"{name} is not a setting: the nearest name is {nearest}"]
    assert unknown_settings() == [f"{name} in {env_file} is not a setting: the nearest name is {nearest}"]
    assert config == Config(AuthSettings(secret=secret))


def test_names_of_clients_of_kubernetes_and_of_other_programs_are_accepted(
    secret: str, env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file.write_text("WIZARD_URL=http://127.0.0.1:8000\nWIZARD_TOKEN=x\nFEATURE_DARK_MODE=1\nexport PATH\n")
    for name, value in {
        "WIZARD_SERVICE_HOST": "10.0.0.1",
        "WIZARD_SERVICE_PORT_HTTP": "8000",
        "WIZARD_API_PORT": "tcp://10.0.0.1:8000",
        "WIZARD_PORT_8000_TCP_ADDR": "10.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)

    assert load_config().server.workers == 3
    assert unknown_settings() == []


def test_a_port_that_kubernetes_did_not_set_is_a_misspelt_setting(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_PORT", "8000")

    (sentence,) = unknown_settings()

    assert sentence.startswith("WIZARD_PORT is not a setting")
