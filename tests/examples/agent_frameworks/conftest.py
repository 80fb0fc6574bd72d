"""The interpreter that has the agent frameworks, and programs that it runs against a service."""

import subprocess
import uuid
from pathlib import Path

import pytest

from tests.support.examples.agent_runs import EXAMPLES, Run, RunProgram
from tests.support.examples.ssh_runs import Service
from tests.support.once import OncePerRun
from tests.support.paths import ROOT


@pytest.fixture(scope="session")
def python(once_per_run: OncePerRun) -> Path:
    """Return the interpreter that `setup` makes; skip where the packages cannot be installed."""

    def install(folder: Path) -> None:
        done = subprocess.run([EXAMPLES / "setup"], check=False, capture_output=True, text=True, timeout=900)
        (folder / "failure").write_text(done.stderr if done.returncode else "")

    if failure := (once_per_run("agent-frameworks", install) / "failure").read_text():
        pytest.skip(f"the agent frameworks cannot be installed: {failure[-500:]}")
    return ROOT / ".venv-agents" / "bin" / "python"


@pytest.fixture
def run_program(service: Service, python: Path) -> RunProgram:
    """Return a function that runs a program, with warnings as errors, on a new investigation."""

    def run(path: Path) -> Run:
        investigation_id = f"agents-{uuid.uuid4()}"
        environment = {
            "PYTHONPATH": f"{ROOT}:{EXAMPLES}",
            "WIZARD_URL": service.url,
            "WIZARD_TOKEN": service.token,
            "WIZARD_INVESTIGATION": investigation_id,
        }
        command = [python, "-W", "error", path]
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=300)
        state = service.client.get(investigation_id).document
        return Run(done.returncode, done.stdout, done.stderr, state)

    return run
