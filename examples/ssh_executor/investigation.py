"""One investigation from beginning to end."""

from datetime import UTC, datetime
from typing import Any

from ssh_log.finding import Finding, ToolResult
from ssh_log.records import Log
from ssh_log.results import results_of
from ssh_log.settings import selected_entities, selected_tools, within_time_range

from wizard_service.client import AlreadyExists, Executor, State, WizardClient

from .execution import FIRST_PERCENT, LAST_PERCENT, Execution
from .steps import Steps


def investigate(
    client: WizardClient, log: Log, settings: dict[str, Any], *, investigation_id: str | None, delay_s: float
) -> State:
    """Run an investigation, or finish the one of this id that a crash has interrupted.

    settings: for a new investigation; an existing one keeps its own entities, time range and tools.
    Raises Stopped when it was ended by somebody else, WizardError when the service refuses. Any other exception is
    reported to the service before it is raised.
    """
    state = _opened(client, investigation_id, settings)
    print(f"investigation {state.investigation_id} (to go on after an interruption: --investigation-id)", flush=True)
    if state.status == "COMPLETED":
        print("already COMPLETED, nothing to do", flush=True)
        return state
    with client.executor(state.investigation_id) as run:
        return _investigated(run, log, delay_s)


def _opened(client: WizardClient, investigation_id: str | None, settings: dict[str, Any]) -> State:
    """Create the investigation, or take up the one of this id; one that has no settings yet gets ours.

    Raises NotFound when the id belongs to somebody whose investigations we may not see.
    """
    try:
        return client.create(investigation_id=investigation_id, settings=settings)
    except AlreadyExists:
        if investigation_id is None:
            raise
    return client.update(investigation_id, lambda state: None if state.document["settings"] else {"settings": settings})


def _investigated(run: Executor, log: Log, delay_s: float) -> State:
    settings, steps = run.state.document["settings"], Steps(run, delay_s)

    with run.phase("planning", percent=0):
        log = within_time_range(log, settings)
        tools = selected_tools(settings)
        again = "taken up again: " if run.completed_tools else ""
        plan = f"{again}{len(tools)} tools over {len(log.records)} lines of sshd, {log.line_count} lines in all"
        run.log(plan)
        steps.tell(plan)

    with run.phase("execution", percent=FIRST_PERCENT):
        results = Execution(steps, log.records, tools).results()
        if not results:
            raise RuntimeError("none of the tools gave a result")

    with run.phase("analysis", percent=LAST_PERCENT):
        document = results_of(log, results, selected_entities(settings), datetime.now(UTC))
        _tell_analysis(steps, results, document)

    with run.phase("finalization", percent=95):
        steps.tell("storing the results")
        run.progress(100)
        return run.complete(document)


def _tell_analysis(steps: Steps, results: dict[str, ToolResult], document: dict[str, Any]) -> None:
    """Tell each grave finding, then the verdict."""
    for finding in (each for result in results.values() for each in result.findings if _is_grave(each)):
        steps.run.log(finding.title, level="warning")
    risk = document["risk_score"]
    verdict = f"risk {risk['overall_score']} ({risk['risk_level']}), {len(document['findings'])} findings"
    steps.run.log(verdict)
    steps.tell(verdict)


def _is_grave(finding: Finding) -> bool:
    return finding.severity in {"high", "critical"}
