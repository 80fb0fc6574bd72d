"""`watch` and `verify feed` find the service of the local settings, or name the setting that keeps them from it."""

from pathlib import Path

import pytest

from tests.support.client.scripted_server import ScriptedServer, problem
from tests.support.command_line import Run, runner_for

every_command = pytest.mark.parametrize("command", [["watch", "inv_1"], ["verify", "feed", "--write"]])


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return runner_for(tmp_path / "missing.db")


@every_command
@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"WIZARD_JWT_SECRET": None}, "Error: Configuration refused:\n  - WIZARD_JWT_SECRET is not set"),
        ({"WIZARD_BIND": "8114"}, "Error: Configuration refused:\n  - WIZARD_BIND=8114: must be HOST:PORT"),
        ({"WIZARD_BIND": "unix:/run/w.sock"}, "Error: WIZARD_BIND=unix:/run/w.sock: a command cannot call this"),
        ({"WIZARD_BIND": "127.0.0.1:0"}, "Error: WIZARD_BIND=127.0.0.1:0: a command cannot call this"),
        ({"WIZARD_URL": "localhost:8000"}, "(env var: 'WIZARD_URL'): must be an address such as http://127.0.0.1"),
        (
            {"WIZARD_JWT_ALGORITHM": "RS256", "WIZARD_JWT_PUBLIC_KEY_FILE": "key.pem", "WIZARD_JWT_SECRET": None},
            "WIZARD_JWT_ALGORITHM=RS256: tokens are signed by the issuer, not here\nGive a token with --token.",
        ),
    ],
    ids=["no settings", "malformed", "a socket in the file system", "any free port", "WIZARD_URL", "other tokens"],
)
def test_the_setting_that_keeps_a_command_from_the_service_is_named(
    run: Run, command: list[str], settings: dict[str, str | None], reason: str
) -> None:
    result = run(*command, **settings)

    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert "Missing option" not in result.stderr


@pytest.mark.parametrize("bind", [":{}", "0.0.0.0:{}", "127.0.0.1:{}"])
def test_watch_finds_the_service_that_listens_on_the_local_address(run: Run, bind: str) -> None:
    with ScriptedServer() as server:
        server.script(problem(404, "not_found"))
        result = run("watch", "inv_1", WIZARD_BIND=bind.format(server.port), WIZARD_BASE_PATH="/w")

    assert (result.exit_code, result.stderr) == (1, "404 not_found: not_found it is\n")
    assert {request.path.partition("?")[0] for request in server.requests} == {"/w/inv_1/poll"}
    assert server.requests[0].headers["Authorization"].startswith("Bearer ")
