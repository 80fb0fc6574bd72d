"""The timeline of a report: phases and tools in the order of their beginning, agents, and the error that ended it."""

from collections.abc import Iterator
from typing import Any

from ..investigations.state import Document
from .document import Block, Facts, Heading, Note, Row, Table, Text

_COLUMNS = ("Began", "Ended", "Took", "Kind", "Name", "Status", "Outcome")
# Sorts after every time.
_NEVER = "~"


def timeline_blocks(progress: Document) -> Iterator[Block]:
    """Yield the blocks that describe `progress`; times are those that the executor reported."""
    runs = [("Phase", phase["phase_name"], run) for phase in progress.get("phases", []) for run in _runs(phase)]
    runs += [("Tool", tool["tool_name"], run) for tool in progress.get("tools_executed", []) for run in _runs(tool)]
    if progress:
        yield Facts(_overall(progress))
    yield from _executor(progress.get("executor"))
    if not runs:
        yield Note("No phase and no tool has been reported.")
    else:
        runs.sort(key=lambda run: run[2].get("started_at", _NEVER))
        yield Table(_COLUMNS, (_run_row(*run) for run in runs))
    yield from _agents(progress.get("agents", []))
    yield from _error(progress.get("error"))


def _executor(presence: Document | None) -> Iterator[Block]:
    if presence:
        named = (("Executor", "executor"), ("Its status", "status"), ("Since", "since"), ("Last seen", "last_seen_at"))
        yield Facts([(name, presence[member]) for name, member in named])


def _runs(item: Document) -> list[Document]:
    """Return the runs of a phase or tool, the earlier ones first."""
    return [*item.get("runs", []), item]


def _overall(progress: Document) -> list[tuple[str, str]]:
    named = (("Started", "started_at"), ("Current phase", "current_phase"), ("Expected end", "estimated_completion"))
    facts = [(name, progress[member]) for name, member in named if progress.get(member)]
    return [("Done", _percent(progress.get("overall_progress", 0))), *facts]


def _run_row(kind: str, name: str, run: Document) -> Row:
    done: float = run.get("progress") or run.get("percent_complete") or 0
    status = run["status"].lower().replace("_", " ")
    is_partial = 0 < done < 100
    return (
        run.get("started_at", ""),
        run.get("completed_at", ""),
        _duration(run.get("duration_ms")),
        kind,
        name,
        f"{status}, {_percent(done)}" if is_partial else status,
        _outcome(run),
    )


def _outcome(run: Document) -> str:
    count = run.get("findings_count")
    parts = (
        run.get("error_message"),
        run.get("error_code"),
        run.get("result_summary"),
        None if count is None else f"findings: {count}",
    )
    return "; ".join(part for part in parts if part)


def _agents(agents: list[Document]) -> Iterator[Block]:
    if agents:
        rows = ((agent["agent_name"], agent["status"], _percent(agent.get("progress", 0))) for agent in agents)
        yield Table(("Agent", "Status", "Done"), rows)


def _error(error: Document | None) -> Iterator[Block]:
    if not error:
        return
    yield Heading("Error")
    named = (("At", "occurred_at"), ("Type", "error_type"), ("Code", "error_code"))
    yield Facts([(name, error[member]) for name, member in named if error.get(member)])
    yield Text(error["error_message"])
    if error.get("recovery_action"):
        yield Note("What to do about it:")
        yield Text(error["recovery_action"])


def _percent(value: float) -> str:
    return f"{value:g} %"


def _duration(duration_ms: Any) -> str:
    return "" if duration_ms is None else f"{duration_ms / 1000:.3f} s"
