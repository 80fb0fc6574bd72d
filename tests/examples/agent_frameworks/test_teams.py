"""Agents of three frameworks carry out an investigation; the models are those that the frameworks ship for tests."""

import pytest

from tests.support.examples.agent_runs import EXAMPLES, RunProgram

pytestmark = pytest.mark.live
SAID = {"reader": "203.0.113.7 and 198.51.100.23 guess passwords.", "analyst": "198.51.100.23 has got in as deploy."}


@pytest.mark.parametrize(
    ("program", "phases"),
    [
        ("langchain_team.py", ["team"]),
        ("openai_team.py", ["reader", "analyst"]),
        ("pydantic_team.py", ["reader", "analyst"]),
    ],
)
def test_a_team_reports_phases_agents_tools_and_answers(
    run_program: RunProgram, program: str, phases: list[str]
) -> None:
    run = run_program(EXAMPLES / program)

    assert (run.returncode, run.stderr) == (0, "")
    assert run.state["status"] == "COMPLETED"
    assert run.phases == [(name, "completed") for name in phases]
    assert {name: tool["status"] for name, tool in run.tools.items()} == {
        "failed_logins": "COMPLETED",
        "successful_logins": "COMPLETED",
        "report_finding": "COMPLETED",
    }
    assert run.tools["failed_logins"]["result_summary"].startswith("203.0.113.7: 60 failed")
    assert run.tools["successful_logins"]["result_summary"] == "deploy"
    for name, text in SAID.items():
        assert run.agents[name]["status"] == "completed"
        assert text in run.agents[name]["logs"]
    (finding,) = run.state["results"]["findings"]
    assert (finding["title"], finding["severity"]) == ("198.51.100.23 has got in", "critical")
