"""Every command names what is wrong with the settings: an unusable `.env`, and a name that is no setting."""

from pathlib import Path

import pytest

from tests.support.command_line import Run, runner_for
from wizard_service.cli.main import main, verify_group

COMMANDS = [
    "backup copy.db",
    "check",
    "copy --from sqlite:///a.db --to sqlite:///b.db",
    "login-link --user u",
    "migrate",
    "migrate --dry-run",
    "migrate --status",
    "purge",
    "recover",
    "restore copy.db",
    "revoke --user u",
    "serve",
    "token --user u",
    "verify",
    "verify audit",
    "verify feed --write",
    "verify rows",
    "verify state",
    "watch inv_1",
]
MISSPELT = "FEATURE_WIZARD_POLLING is not a setting: the nearest name is FEATURE_WIZARD_POLLING_ENABLED"
every_command = pytest.mark.parametrize("command", COMMANDS)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return runner_for(tmp_path / "missing.db")


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    """Return the path of the working directory's `.env`, which does not exist yet."""
    return tmp_path / ".env"


def test_the_commands_of_these_tests_are_all_commands() -> None:
    context = main.make_context("wizard_service", ["check"])

    assert {command.split()[0] for command in COMMANDS} == set(main.list_commands(context))
    tested = {command.split()[1] for command in COMMANDS if command.startswith("verify ")}
    assert tested == set(verify_group.list_commands(context))


@every_command
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, " cannot be read: Is a directory"),
        ("WIZARD_WORKERS=7\n".encode("utf-16"), ": line 1 is not UTF-8; save the file as UTF-8"),
        (b"WIZARD_WORKERS=7\n# f\xfcr alle\n", ": line 2 is not UTF-8; save the file as UTF-8"),
    ],
    ids=["a folder", "UTF-16", "Latin-1"],
)
def test_an_env_file_that_cannot_be_read_is_named(
    run: Run, env_file: Path, command: str, content: bytes | None, reason: str
) -> None:
    if content is None:
        env_file.mkdir()
    else:
        env_file.write_bytes(content)

    result = run(*command.split())

    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert (result.exit_code in (1, 2), result.stdout) == (True, "")
    assert f"{env_file}{reason}" in result.stderr


# The log of the server has the warning of `serve`.
@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "serve"])
def test_a_name_that_is_no_setting_is_named_once(run: Run, command: str) -> None:
    # The commands that call a service would try for a while.
    address = {"WIZARD_URL": "nowhere"} if command.startswith(("watch", "verify feed")) else {}

    result = run(*command.split(), FEATURE_WIZARD_POLLING="false", **address)

    assert result.stderr.startswith(f"Warning: {MISSPELT}; it is ignored\n")
    assert result.stderr.count("FEATURE_WIZARD_POLLING ") == 1


def test_a_server_that_does_not_start_for_its_settings_names_the_misspelt_one(run: Run) -> None:
    result = run("serve", WIZARD_JWT_SECRET=None, WIZARD_JWT_SECRETS="x")

    assert result.exit_code == 1
    assert "WIZARD_JWT_SECRETS is not a setting: the nearest name is WIZARD_JWT_SECRET" in result.stderr
    assert "WIZARD_JWT_SECRET is not set" in result.stderr
