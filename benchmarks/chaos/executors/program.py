"""The executor of a trial: every run does the same work, and goes on with what an earlier run has left.

    python -m benchmarks.chaos.executors.program URL TOKEN ID NAME RUN

It waits while another executor holds the lease. RUN marks its log lines. Exit status 3: the work has ended elsewhere.
"""

import hashlib
import random
import sys
import threading
from contextlib import ExitStack

from wizard_service.client import Executor, LeaseHeld, State, Stopped, WizardClient

PHASES, TOOLS_PER_PHASE, LINES_PER_TOOL = 4, 5, 8
LINE_S = 0.03
# The shortest lease there is.
TTL_S = 5
# Sometimes this executor finds that a lease has run out, sometimes the service does.
RETRY_S = (0.1, 3.0)
STOPPED = 3
COMPLETED_AT = "2026-01-02T00:00:00Z"

_pause = threading.Event()


def main() -> int:
    url, token, investigation_id, name, run_name = sys.argv[1:]
    try:
        with WizardClient(url, token) as client, ExitStack() as opened:
            while (run := _enter(opened, client, investigation_id, name)) is None:
                _pause.wait(random.uniform(*RETRY_S))
            _do_phases(run, run_name)
            run.flush()
            run.complete(_results_of(client.get(investigation_id)))
    except Stopped:
        return STOPPED
    return 0


def _enter(opened: ExitStack, client: WizardClient, investigation_id: str, name: str) -> Executor | None:
    """Return the run, None while another executor holds the lease."""
    try:
        return opened.enter_context(client.executor(investigation_id, name=name, ttl_s=TTL_S))
    except LeaseHeld:
        return None


def _do_phases(run: Executor, run_name: str) -> None:
    for phase in range(PHASES):
        with run.phase(f"phase-{phase}", percent=100 * phase / PHASES):
            for number in range(TOOLS_PER_PHASE):
                _do_tool(run, f"tool-{phase}-{number}", run_name)


def _do_tool(run: Executor, tool_name: str, run_name: str) -> None:
    if tool_name in run.completed_tools:
        return
    computed = tool_name
    with run.tool(tool_name) as tool:
        for line in range(LINES_PER_TOOL):
            run.check()
            _pause.wait(LINE_S)
            computed = hashlib.sha256(computed.encode()).hexdigest()
            tool.log(f"{run_name}/{tool_name}/{line}")
        run.finding(tool_name, computed, severity="low", confidence=0.5, finding_id=tool_name)
        tool.result(computed, findings=1)


def _results_of(state: State) -> dict[str, object]:
    """Compute the results from what all runs together have stored."""
    tools = state.document["progress"]["tools_executed"]
    joined = "".join(sorted(tool["result_summary"] for tool in tools))
    score = int(hashlib.sha256(joined.encode()).hexdigest(), 16) % 101
    risk = {"overall_score": score, "category_scores": {}, "risk_level": "medium"}
    return {"risk_score": risk, "completed_at": COMPLETED_AT}


if __name__ == "__main__":
    sys.exit(main())
