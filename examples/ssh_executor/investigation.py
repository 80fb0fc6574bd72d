"""One investigation from beginning to end."""

import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ssh_log.finding import Finding, ToolResult
from ssh_log.records import Log
from ssh_log.results import results_of
from ssh_log.settings import selected_entities, selected_tools, within_time_range
from ssh_log.tools import Tool

from wizard_service.client import Executor, NotFound, State, WizardClient

from .execution import FIRST_PERCENT, LAST_PERCENT, Execution, Steps

# A run takes over the lease of an earlier one with its name, which may have been killed.
NAME = f"{socket.gethostname()}:ssh_log_investigation"


def investigate(
    client: WizardClient, log: Log, settings: dict[str, Any], *, investigation_id: str | None, delay_s: float
) -> State:
    """Run an investigation, or resume the one with this id that was interrupted.

    settings: for a new investigation; an existing one keeps its own entities, time range and tools.
    Raises Stopped when the investigation was ended elsewhere, WizardError when the service refuses. Any other
    exception is reported to the service before it is raised.
    """
    state = _create_or_resume(client, investigation_id, settings)
    print(f"investigation {state.investigation_id} (to resume after an interruption: --investigation-id)", flush=True)
    if state.status == "COMPLETED":
        print("already COMPLETED, nothing to do", flush=True)
        return state
    with client.executor(state.investigation_id, name=NAME) as run:
        return _run_phases(run, log, delay_s)


def _create_or_resume(client: WizardClient, investigation_id: str | None, settings: dict[str, Any]) -> State:
    """Create the investigation, or return the one with this id; settings are added to one that has none.

    Raises AlreadyExists when the id belongs to another user: an executor that reported there would hand over its
    findings, also where that user has shared the investigation.
    """
    if investigation_id is None or not _is_own(client, investigation_id):
        return client.create(investigation_id=investigation_id, settings=settings)
    return client.update(investigation_id, lambda state: None if state.document["settings"] else {"settings": settings})


def _is_own(client: WizardClient, investigation_id: str) -> bool:
    try:
        state = client.get(investigation_id)
    except NotFound:
        return False
    # Another user may have created the id first, and shared it. A token for this investigation alone is its order.
    is_ordered = f"wizard:run:{investigation_id}" in client.session.scopes()
    return is_ordered or bool(state.document["user_id"] == client.session.user_id())


def _run_phases(run: Executor, log: Log, delay_s: float) -> State:
    settings, steps = run.state.document["settings"], Steps(run, delay_s)

    with run.phase("planning", percent=0):
        log = within_time_range(log, settings)
        tools = selected_tools(settings)
        _report_plan(steps, log, tools)

    with run.phase("execution", percent=FIRST_PERCENT):
        results = Execution(steps, log.records, tools).results()
        if not results:
            raise RuntimeError("none of the tools gave a result")

    with run.phase("analysis", percent=LAST_PERCENT):
        document = results_of(log, results, selected_entities(settings), datetime.now(UTC))
        _report_analysis(steps, results, document)

    with run.phase("finalization", percent=95):
        steps.show("storing the results")
        run.progress(100)
        return run.complete(document)


def _report_plan(steps: Steps, log: Log, tools: Sequence[Tool]) -> None:
    resumed = "resumed: " if steps.run.completed_tools else ""
    plan = f"{resumed}{len(tools)} tools over {len(log.records)} lines of sshd, {log.line_count} lines in all"
    steps.run.log(plan)
    steps.show(plan)


def _report_analysis(steps: Steps, results: dict[str, ToolResult], document: dict[str, Any]) -> None:
    """Report each severe finding, then the risk."""
    findings = [finding for result in results.values() for finding in result.findings]
    for finding in filter(_is_severe, findings):
        steps.run.log(finding.title, level="warning")
    risk = document["risk_score"]
    verdict = f"risk {risk['overall_score']} ({risk['risk_level']}), {len(document['findings'])} findings"
    steps.run.log(verdict)
    steps.show(verdict)


def _is_severe(finding: Finding) -> bool:
    return finding.severity in {"high", "critical"}
