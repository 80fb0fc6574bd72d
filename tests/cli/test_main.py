"""`python -m wizard_service` (contract section 10): exit status 0 done, 1 failed, 2 wrong use; errors on stderr."""

from pathlib import Path

import jwt
import pytest

from tests.support.command_line import SECRET, Run, failed, run_program, runner_for
from wizard_service.config import AuthSettings
from wizard_service.domain.identity.tokens import TokenVerifier


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return runner_for(tmp_path / "cli.db")


def test_token_prints_the_token_and_nothing_else(run: Run) -> None:
    result = run("token", "--user", "u1")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count("\n") == 1
    claims = jwt.decode(result.stdout.strip(), SECRET, algorithms=["HS256"], audience="wizard")
    assert (claims["sub"], set(claims["scope"].split())) == ("u1", {"wizard:read", "wizard:write"})
    assert claims["exp"] > claims["iat"]


def test_token_takes_scope_and_lifetime(run: Run) -> None:
    result = run("token", "--user", "u1", "--scope", "wizard:run wizard:admin", "--ttl", "60", WIZARD_JWT_ISSUER="me")

    claims = jwt.decode(result.stdout.strip(), SECRET, algorithms=["HS256"], audience="wizard", issuer="me")
    assert claims["scope"] == "wizard:run wizard:admin"
    assert claims["exp"] - claims["iat"] == 60


def test_token_that_the_program_prints_is_accepted_by_the_service(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"WIZARD_JWT_SECRET={SECRET}\n")

    ended = run_program(tmp_path, "token", "--user", "u1", "--scope", "wizard:read")

    assert (ended.returncode, ended.stderr) == (0, "")
    principal = TokenVerifier(AuthSettings(secret=SECRET)).verify(ended.stdout.strip())
    assert (principal.user_id, principal.scopes) == ("u1", {"wizard:read"})


def test_token_cannot_be_signed_with_a_public_key(run: Run, tmp_path: Path) -> None:
    settings = {"WIZARD_JWT_ALGORITHM": "RS256", "WIZARD_JWT_PUBLIC_KEY_FILE": "key.pem", "WIZARD_JWT_SECRET": None}

    failed(run("token", "--user", "u1", **settings), "RS256")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["invent"],
        ["token"],
        ["token", "--user"],
        ["token", "--user", ""],
        ["token", "--user", "u\n"],
        ["token", "--user", "u", "--scope", " "],
        ["token", "--user", "u", "--ttl", "0"],
        ["token", "--user", "u", "--ttl", "soon"],
        ["token", "--user", "u", "--colour", "red"],
        ["token", "u"],
        ["migrate", "now"],
        ["migrate", "--status", "--dry-run"],
        ["serve", "--bind", ""],
        ["serve", "--bind", "127.0.0.1"],
        ["serve", "--bind", "127.0.0.1:65536"],
        ["serve", "--bind", "127.0.0.1:x"],
        ["serve", "--bind", "::1:8000"],
        ["serve", "--bind", "unix:"],
        ["watch", "inv_1", "--token", "t", "--url", "localhost:8000"],
        ["watch", "inv_1", "--token", "t", "--url", "http://"],
        ["watch", "inv_1", "--token", "t", "--url", "http://127.0.0.1:65536"],
        ["verify", "feed", "--write", "--token", "t", "--url", "localhost:8000"],
        ["serve", "--workers", "0"],
        ["serve", "--workers", "65"],
        ["check", "--all"],
    ],
)
def test_wrong_use_exits_with_2_and_a_reason_on_stderr(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(("Usage:", "Error:"))


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["serve", "--help"], ["token", "-h"]])
def test_help_exits_with_0(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout


@pytest.mark.parametrize("command", [["watch", "inv_1"], ["verify", "feed", "--write"]])
def test_a_token_made_from_the_local_settings_is_for_their_own_service_only(run: Run, command: list[str]) -> None:
    result = run(*command, "--url", "http://127.0.0.1:9")

    assert (result.exit_code, "Missing option '--token'" in result.stderr) == (2, True)


@pytest.mark.parametrize("command", [["watch"], ["verify", "feed"]])
def test_help_shows_the_defaults_of_url_and_token(run: Run, command: list[str]) -> None:
    text = " ".join(run(*command, "--help").stdout.split())

    assert "[env var: WIZARD_URL; default: (the service of the local settings)]" in text
    assert "[env var: WIZARD_TOKEN; default: (made from the local settings, for their own service)]" in text
    assert "[default: (WIZARD_BASE_PATH of the local settings, else /api/v1/wizard)]" in text
    assert "required" not in text


@pytest.mark.parametrize("command", [["token", "--user", "u"], ["migrate"], ["migrate", "--status"], ["check"]])
def test_missing_secret_fails_every_command(run: Run, command: list[str]) -> None:
    failed(run(*command, WIZARD_JWT_SECRET=None), "WIZARD_JWT_SECRET")


def test_all_wrong_settings_are_reported_together_and_no_secret(run: Run) -> None:
    result = run("check", WIZARD_JWT_SECRET="too-short", WIZARD_WORKERS="999", WIZARD_POLLING_MAX_RETRIES="many")

    failed(result, "WIZARD_JWT_SECRET", "WIZARD_WORKERS=999", "1..64", "WIZARD_POLLING_MAX_RETRIES=many")
    assert "too-short" not in result.stderr


def test_serve_refuses_a_database_that_was_not_migrated(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'missing.db'}"

    ended = run_program(tmp_path, "serve", "--bind", "127.0.0.1:0", WIZARD_JWT_SECRET=SECRET, DATABASE_URL=url)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "missing.db" in ended.stderr
    assert "migrate" in ended.stderr


def test_serve_refuses_to_start_without_a_secret(tmp_path: Path) -> None:
    ended = run_program(tmp_path, "serve", "--bind", "127.0.0.1:0")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "WIZARD_JWT_SECRET" in ended.stderr
    assert "Traceback" not in ended.stderr
