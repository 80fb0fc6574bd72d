"""How SQLite answers what a function asks of a store."""

from collections.abc import Callable
from typing import Any

from wizard_service.store import Backend

# Steps of a compound query: the rows of a constant, and the branches that the plan names.
_HARMLESS = ("SCAN CONSTANT ROW",)


def plans_of(store: Backend, read: Callable[[], Any]) -> dict[str, list[str]]:
    """Return SELECT -> the steps of its plan, of all that `read` asks."""
    statements: list[str] = []
    connection = store.database.connection()
    connection.set_trace_callback(statements.append)
    read()
    connection.set_trace_callback(None)
    selects = [statement for statement in statements if statement.lstrip().startswith(("SELECT", "WITH"))]
    plans = {select: connection.execute(f"EXPLAIN QUERY PLAN {select}").fetchall() for select in selects}
    return {select: [step for *_, step in plan] for select, plan in plans.items()}


def scans_or_sorts(steps: list[str]) -> list[str]:
    """Return the steps that read a whole table or index, or sort."""
    return [step for step in steps if (step.startswith("SCAN") and step not in _HARMLESS) or "TEMP B-TREE" in step]
