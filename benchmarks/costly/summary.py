"""The costliest request of each endpoint, and the endpoints without one."""

from typing import Any

from costly.cases import Case
from costly.clocks import Answer

# Requests below this, in both threads together, share one row.
CHEAP_MS = 5.0
_METHODS = ("get", "post", "put", "patch", "delete")
_HEAD = """| endpoint | costliest | sent | worker ms | step | writer ms | step | answered |
|---|---|---|---|---|---|---|---|"""


class Summary:
    """Collects answers by endpoint."""

    def __init__(self) -> None:
        self._costliest: dict[str, tuple[Case, Answer]] = {}

    def add(self, case: Case, answer: Answer) -> None:
        known = self._costliest.get(answer.operation)
        if known is None or _cost_ms(answer) > _cost_ms(known[1]):
            self._costliest[answer.operation] = case, answer

    def table(self) -> str:
        """Return one row for each endpoint, the costliest first, and one for all cheap ones."""
        rows = sorted(self._costliest.items(), key=lambda item: -_cost_ms(item[1][1]))
        shown = [_row(operation, *found) for operation, found in rows if _cost_ms(found[1]) >= CHEAP_MS]
        cheap = ", ".join(f"`{operation}`" for operation, found in rows if _cost_ms(found[1]) < CHEAP_MS)
        return "\n".join([_HEAD, *shown, "", f"Below {CHEAP_MS:g} ms: {cheap}"])

    def missing(self, openapi: dict[str, Any]) -> str:
        """Return the operations of the OpenAPI document to which no request was sent."""
        base = openapi["servers"][0]["url"] if openapi.get("servers") else ""
        known = {
            f"{method.upper()} {path.removeprefix(base).removeprefix('/api/v1/wizard')}"
            for path, methods in openapi["paths"].items()
            for method in methods
            if method in _METHODS
        }
        return ", ".join(sorted(known - self._costliest.keys())) or "none"


def _cost_ms(answer: Answer) -> float:
    return answer.worker_ms + answer.writer_ms


def _row(operation: str, case: Case, answer: Answer) -> str:
    times = (answer.worker_ms, answer.worker_step_ms, answer.writer_ms, answer.writer_step_ms)
    figures = " | ".join(f"{time:.0f}" for time in times)
    return f"| `{operation}` | {case.name} | {case.sent_bytes:,} | {figures} | {len(answer.body):,} |"
