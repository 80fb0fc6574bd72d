"""An agent whose tool raises: tool, agent and investigation show the error."""

import pytest

from tests.support.examples.agent_runs import RunProgram
from tests.support.paths import PROGRAMS

pytestmark = pytest.mark.live


@pytest.mark.parametrize("framework", ["langchain", "openai", "pydantic"])
def test_a_tool_that_raises_ends_the_investigation_with_an_error(run_program: RunProgram, framework: str) -> None:
    run = run_program(PROGRAMS / "agents" / f"{framework}_failure.py")

    assert run.returncode == 1
    assert "no index for" in run.stderr
    assert run.state["status"] == "ERROR"
    assert "no index for" in run.state["progress"]["error"]["error_message"]
    assert run.agents["reader"]["status"] == "failed"
    assert run.tools["search"]["status"] == "ERROR"
