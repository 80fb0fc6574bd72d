"""Checks of an investigation whose executors were killed, by its events and its state."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

Document = dict[str, Any]

# A loss is announced so long after the lease has run out, at most.
LOSS_LIMIT_S = 5.0
_ATTACHED = "executor_attached"
_ENDS = ("executor_lost", "executor_released")


@dataclass(frozen=True)
class Outcome:
    """The result of all runs together, without the times and the interrupted runs."""

    status: str
    results: Document
    findings: list[Document]
    tools: list[tuple[str, str, str | None]]
    phases: list[tuple[str, str]]

    @classmethod
    def of(cls, document: Document) -> Self:
        progress = document["progress"] or {}
        return cls(
            document["status"],
            document["results"],
            progress.get("findings", []),
            [
                (tool["tool_name"], tool["status"], tool.get("result_summary", ""))
                for tool in progress["tools_executed"]
            ],
            [(phase["phase_name"], phase["status"]) for phase in progress["phases"]],
        )


def faults_of(events: list[Document], late: str) -> Iterator[str]:
    """Yield what was stored twice, out of turn, or too late. late: the line of the reports that were refused."""
    reported = Counter(filter(None, map(_work_of, events)))
    yield from (f"{what} was reported {count} times" for what, count in reported.items() if count > 1)
    lines = Counter(line["message"] for event in events for line in event["data"].get("lines", ()))
    yield from (f"the line {line} is stored {count} times" for line, count in lines.items() if count > 1)
    if late in lines:
        yield "a late report is stored"
    yield from _lease_faults(events)


def _work_of(event: Document) -> str | None:
    """Return the work that may be reported once in all runs together; None for any other event."""
    data = event["data"]
    if event["event_type"] == "tool_execution_completed":
        return f"the end of {data['tool_name']}"
    if event["event_type"] == "phase_changed":
        return f"the change from {data.get('from_phase')} to {data.get('to_phase')}"
    return "the end of the work" if event["event_type"] == "results_available" else None


def _lease_faults(events: list[Document]) -> Iterator[str]:
    """Yield an executor that was followed by another one without exactly one end: lost, released or taken over."""
    of_leases = _without_returns(event for event in events if event["event_type"] in (_ATTACHED, *_ENDS))
    attached = [event["data"] for event in of_leases if event["event_type"] == _ATTACHED]
    fences = [data["fence"] for data in attached]
    if fences != list(range(1, len(fences) + 1)):
        yield f"the executors were attached with the fences {fences}"
    ends = Counter(event["data"]["fence"] for event in of_leases if event["event_type"] in _ENDS)
    ends.update(data["fence"] - 1 for data in attached if data.get("takeover"))
    if ends != Counter(fences):
        yield f"the executors with the fences {fences} have ended so often: {dict(sorted(ends.items()))}"
    for event in events:
        if event["event_type"] == "executor_lost":
            yield from _late_losses(event)


def _without_returns(of_leases: Iterable[Document]) -> list[Document]:
    """Leave out losses after which the executor came back: on a busy host, one that lives may be lost for a while."""
    kept: list[Document] = []
    for event in of_leases:
        is_return = event["event_type"] == _ATTACHED and kept and kept[-1]["event_type"] == "executor_lost"
        if is_return and kept[-1]["data"]["fence"] == event["data"]["fence"]:
            kept.pop()
        else:
            kept.append(event)
    return kept


def _late_losses(event: Document) -> Iterator[str]:
    # Executors of a trial take leases of 5 s, which a report renews.
    seen_at, lost_at = event["data"]["last_seen_at"], event["committed_at"]
    late_s = (datetime.fromisoformat(lost_at) - datetime.fromisoformat(seen_at)).total_seconds() - 5.0
    if late_s > LOSS_LIMIT_S:
        yield f"the loss of fence {event['data']['fence']} was announced {late_s:.1f} s after the lease had run out"
