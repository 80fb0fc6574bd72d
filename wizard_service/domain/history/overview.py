"""Figures over a user's investigations of the last days, and the users that have some (contract section 9).

Figures of all runs come from an index; those of findings and tools from the documents of the newest runs that ended.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import fmean
from typing import Any

import orjson

from ...errors import Forbidden, WizardError
from ...process.cooperative import ROWS_PER_BATCH, yield_between_batches
from ...store import Backend
from ...store.repositories import history, states
from ...timestamps import timestamp
from ..identity.principal import ADMIN, READ, Principal
from ..stored_sections import check_stored
from ..vocabulary import IN_PROGRESS, RISK_LEVELS, STATUSES

# A document has at most 500 KB and usually 20, so all of them take some 10 ms.
MAX_EXAMINED = 30
MAX_RUNS = 20_000
MAX_TOOLS = 10
Document = dict[str, Any]


def owner_of_list(principal: Principal, user_id: str | None) -> str:
    """Return whose investigations a list has: the principal's, or those of `user_id`. Raises Forbidden for others."""
    if user_id is None or user_id == principal.user_id:
        return principal.user_id
    if not principal.is_admin:
        raise Forbidden(f"Lists of other users need the scope {ADMIN}.")
    return user_id


def read_overview(store: Backend, principal: Principal, query: Document) -> Document:
    """Return figures of the investigations that were created in the last days and are not archived.

    query: {days, utc_offset, user_id?}. utc_offset: minutes by which the days of the caller begin before those of UTC.
    """
    principal.require(READ)
    user_id = owner_of_list(principal, query.get("user_id"))
    offset = timedelta(minutes=query["utc_offset"])
    today = (store.clock() + offset).date()
    dates = [(today - timedelta(days=days)).isoformat() for days in reversed(range(query["days"]))]
    begin = timestamp(datetime.fromisoformat(f"{dates[0]}T00:00:00+00:00") - offset)
    runs = list(_runs_since(store, user_id, begin))
    ended = [run.investigation_id for run in runs if run.status != IN_PROGRESS][:MAX_EXAMINED]
    return _counts(runs, dates, offset) | {"is_complete": len(runs) < MAX_RUNS} | _examined(store, ended)


def list_users(store: Backend, principal: Principal, query: Document) -> Document:
    """Return the users that have investigations, in the order of their ids. Raises Forbidden unless for an admin.

    query: {limit, cursor?}. cursor: the last user of the page before.
    """
    principal.require(ADMIN)
    rows = history.users(store, query.get("cursor", ""), query["limit"] + 1)
    users = rows[: query["limit"]]
    return {"users": users, "next_cursor": users[-1]["user_id"] if len(rows) > len(users) else None}


def _runs_since(store: Backend, user_id: str, begin: str) -> Iterator[history.Run]:
    """Yield the runs, the newest first, at most MAX_RUNS."""
    before = None
    for _ in range(0, MAX_RUNS, ROWS_PER_BATCH):
        runs = history.runs_since(store, user_id, begin, before, ROWS_PER_BATCH)
        yield from runs
        if len(runs) < ROWS_PER_BATCH:
            return
        before = runs[-1]
        yield_between_batches()


def _counts(runs: list[history.Run], dates: list[str], offset: timedelta) -> Document:
    by_day = {date: dict.fromkeys(STATUSES, 0) for date in dates}
    for (minute, status), count in Counter((run.created_at[:16], run.status) for run in runs).items():
        date = (datetime.fromisoformat(minute) + offset).date().isoformat()
        if date in by_day:
            by_day[date][status] += count
    statuses, risks = Counter(run.status for run in runs), Counter(run.risk_level for run in runs)
    return {
        "days": [{"date": date, "statuses": counts} for date, counts in by_day.items()],
        "total": len(runs),
        "statuses": {status: statuses[status] for status in STATUSES},
        "risk_levels": {level: risks[level] for level in RISK_LEVELS},
    }


def _examined(store: Backend, investigation_ids: list[str]) -> Document:
    """Return how many of the documents were examined, the findings by severity, and the tools, the slowest first."""
    examined, severities = 0, Counter[str]()
    tools: dict[str, list[Document]] = {}
    for investigation_id in investigation_ids:
        sections = _sections_of(store, investigation_id)
        if sections is None:
            continue
        progress, results = sections
        examined += 1
        severities.update(str(finding.get("severity", "")).lower() for finding in results.get("findings", ()))
        for tool in progress.get("tools_executed", ()):
            tools.setdefault(tool["tool_name"], []).append(tool)
        yield_between_batches()
    figures = (_tool_figures(name, runs) for name, runs in tools.items())
    slowest = sorted((figure for figure in figures if figure["runs"]), key=lambda figure: -figure["average_ms"])
    return {"examined": examined, "severities": dict(severities), "tools": slowest[:MAX_TOOLS]}


def _sections_of(store: Backend, investigation_id: str) -> tuple[Document, Document] | None:
    """Return progress and results, None for a state that was deleted meanwhile or is damaged."""
    row = states.find(store, investigation_id)
    if row is None:
        return None
    try:
        check_stored(investigation_id, row)
    except WizardError:
        return None
    progress, results = (orjson.loads(row.get(f"{section}_json") or "{}") for section in ("progress", "results"))
    return progress, results


def _tool_figures(name: str, runs: list[Document]) -> Document:
    durations = [run["duration_ms"] for run in runs if run.get("duration_ms") is not None]
    return {
        "tool_name": name,
        "runs": len(durations),
        "errors": sum(run.get("status") == "ERROR" for run in runs),
        "average_ms": round(fmean(durations)) if durations else 0,
        "longest_ms": max(durations, default=0),
    }
