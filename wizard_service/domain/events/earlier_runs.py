"""Earlier runs of a phase or tool that runs again under its name (contract section 3)."""

from typing import Any

from ..fields import Choice, Count, Number, ObjectSchema, StrictBoolean, Text, Timestamp
from ..vocabulary import PHASE_STATUSES, TOOL_STATUSES

Document = dict[str, Any]

# Every change stores the list of tools or phases in a patch, so an item keeps few runs. The event feed has all of them.
MAX_RUNS = 5
MAX_CHARACTERS = 5_000

_PENDING = ("pending", "PENDING")
_NOT_IN_RUNS = ("phase_name", "tool_name", "runs")


class PhaseRun(ObjectSchema):
    status = Choice(PHASE_STATUSES, required=True)
    progress = Number(0, 100, load_default=0.0)
    started_at = Timestamp(allow_none=True)
    completed_at = Timestamp(allow_none=True)


class ToolRun(ObjectSchema):
    status = Choice(TOOL_STATUSES, required=True)
    percent_complete = Number(0, 100, load_default=0.0)
    started_at = Timestamp(allow_none=True)
    completed_at = Timestamp(allow_none=True)
    duration_ms = Number(0, allow_none=True)
    result_summary = Text(allow_none=True)
    findings_count = Count(allow_none=True)
    error_message = Text(allow_none=True)
    error_code = Text(allow_none=True)
    retryable = StrictBoolean(allow_none=True)


def runs_before(item: Document | None) -> Document:
    """Return the member `runs` of an item that replaces this one to run again; empty when it never ran.

    The runs are in order, the newest last. Each has the members of the item without its name.
    """
    if item is None:
        return {}
    runs = item.get("runs", [])
    if item["status"] not in _PENDING:
        last_run = {member: value for member, value in item.items() if member not in _NOT_IN_RUNS}
        runs = _keep_newest([*runs, last_run])
    return {"runs": runs} if runs else {}


def _keep_newest(runs: list[Document]) -> list[Document]:
    kept = runs[-MAX_RUNS:]
    while sum(map(_count_characters, kept)) > MAX_CHARACTERS:
        kept = kept[1:]
    return kept


def _count_characters(run: Document) -> int:
    return sum(len(value) for value in run.values() if isinstance(value, str))
