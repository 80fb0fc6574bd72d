"""`scripts/run` sets up a checkout and serves it, with a link that logs in and an example investigation."""

import json
import re
import shutil
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import BASE
from tests.support.paths import PROGRAMS, ROOT

pytestmark = pytest.mark.live

PARTS = ("examples", "scripts", "sql", "wizard_service", ".env.example", "requirements.lock")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout whose virtual environment is made already."""
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, tmp_path / part)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    return tmp_path


def logs_in(bind: str, ticket: str) -> bool:
    body, headers = json.dumps({"ticket": ticket}).encode(), {"Content-Type": "application/json"}
    login = urllib.request.Request(f"http://{bind}{BASE}/session/login", body, headers)
    with urllib.request.urlopen(login, timeout=TIMEOUT_S) as answer:
        return answer.status == 204 and "HttpOnly" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(("proxies", "has_link"), [("", True), ("10.0.0.0/8", False)])
def test_run_sets_up_and_serves_and_logs_in_only_without_a_proxy(checkout: Path, proxies: str, has_link: bool) -> None:
    bind = f"127.0.0.1:{free_port()}"
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(PROGRAMS / "without_extras"),
        "WIZARD_BIND": bind,
        "WIZARD_TRUSTED_PROXIES": proxies,
        "WIZARD_WORKERS": "1",
    }
    output = checkout / "run.log"
    with output.open("wb") as log:
        script = subprocess.Popen([checkout / "scripts" / "run"], env=environment, stdout=log, stderr=log)
    try:
        LiveServer.wait_until(
            lambda: "Ctrl-C stops it" in output.read_text() or script.poll() is not None, "the end of the set-up"
        )
        shown = output.read_text()
        assert "an example investigation is running" in shown
        assert (checkout / ".env").stat().st_mode & 0o777 == 0o600
        link = re.search(rf"http://{bind}/#login=([\w-]+)/i/example-", shown)
        assert (link is not None) == has_link
        assert link is None or logs_in(bind, link[1])
    finally:
        script.send_signal(signal.SIGTERM)

    assert script.wait(TIMEOUT_S) == 0
    assert "Traceback" not in output.read_text()


@pytest.mark.parametrize(("argument", "exit_status"), [("--help", 0), ("--port=9000", 2)])
def test_run_with_an_argument_says_how_to_use_another_port_and_sets_nothing_up(
    tmp_path: Path, argument: str, exit_status: int
) -> None:
    (tmp_path / "scripts").mkdir()
    script = shutil.copy2(ROOT / "scripts" / "run", tmp_path / "scripts")

    ended = subprocess.run([script, argument], capture_output=True, text=True, timeout=TIMEOUT_S, check=False)

    assert ended.returncode == exit_status
    assert "another port" in (ended.stderr if exit_status else ended.stdout)
    assert [path.name for path in tmp_path.rglob("*")] == ["scripts", "run"]
