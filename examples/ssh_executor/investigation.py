"""One investigation from beginning to end."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from ssh_log.finding import Finding, ToolResult
from ssh_log.records import Log
from ssh_log.results import results_of
from ssh_log.settings import selected_entities, selected_tools, within_time_range

from wizard_service.client import ServiceUnavailable, State, Unauthorized, WizardClient, WizardError

from .execution import Execution
from .lifecycle import complete, open_investigation, show_results, start
from .phases import Phases
from .reporter import Event, Reporter, Stopped, event, log_line


def investigate(
    client: WizardClient, log: Log, settings: dict[str, Any], *, investigation_id: str | None, delay_s: float
) -> State:
    """Run an investigation, or finish the one of this id that a crash has interrupted.

    settings: for a new investigation; an existing one keeps its own entities, time range and tools.
    Raises Stopped when it was ended by somebody else, WizardError when the service refuses. Any other exception is
    reported to the service before it is raised.
    """
    state = open_investigation(client, investigation_id, settings)
    print(f"investigation {state.investigation_id} (to go on after an interruption: --investigation-id)", flush=True)
    if state.status == "COMPLETED":
        print("already COMPLETED, nothing to do", flush=True)
        return show_results(client, state)
    state = start(client, state, settings)
    try:
        return _run(client, state, log, delay_s)
    except (Stopped, ServiceUnavailable, Unauthorized):
        # Nothing is wrong with the investigation: it can be taken up again.
        raise
    except Exception as error:
        _report_failure(client, state.investigation_id, error)
        raise


def _run(client: WizardClient, state: State, log: Log, delay_s: float) -> State:
    settings, progress = state.document["settings"], state.document.get("progress") or {}
    reporter = Reporter(client, state.investigation_id, delay_s=delay_s)
    phases = Phases(reporter, progress)

    phases.enter("planning")
    log = within_time_range(log, settings)
    tools = selected_tools(settings)
    again = "taken up again: " if progress.get("current_phase") else ""
    plan = f"{again}{len(tools)} tools over {len(log.records)} lines of sshd, {log.line_count} lines in all"
    reporter.step(plan, log_line(plan))

    phases.enter("execution")
    results = Execution(reporter, log.records, tools, _reported(progress)).run()
    if not results:
        raise RuntimeError("none of the tools gave a result")

    phases.enter("analysis")
    document = results_of(log, results, selected_entities(settings), datetime.now(UTC))
    reporter.step(_verdict(document), *_told(results, document))

    phases.enter("finalization")
    reporter.step("storing the results", event("progress_updated", percent_complete=100, current_phase="finalization"))
    reporter.flush()
    return complete(client, state.investigation_id, document)


def _reported(progress: dict[str, Any]) -> frozenset[str]:
    executed = progress.get("tools_executed") or []
    return frozenset(each["tool_name"] for each in executed if each["status"] == "COMPLETED")


def _verdict(document: dict[str, Any]) -> str:
    risk = document["risk_score"]
    return f"risk {risk['overall_score']} ({risk['risk_level']}), {len(document['findings'])} findings"


def _told(results: dict[str, ToolResult], document: dict[str, Any]) -> list[Event]:
    """Return the log lines of the analysis: each grave finding, then the verdict."""
    grave = [finding.title for result in results.values() for finding in result.findings if _is_grave(finding)]
    return [*(log_line(title, level="warning") for title in grave), log_line(_verdict(document))]


def _is_grave(finding: Finding) -> bool:
    return finding.severity in {"high", "critical"}


def _report_failure(client: WizardClient, investigation_id: str, error: Exception) -> None:
    """Tell the service, if it will listen; the exception itself is on its way to the user anyway."""
    message = f"{type(error).__name__}: {error}"
    failed = event("error_occurred", error_message=message, error_type="execution_error", recoverable=False)
    with suppress(WizardError):
        client.report(investigation_id, [failed])
