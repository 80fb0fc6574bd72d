"""The axes along which the stored data grows, and the operations that are measured at each size."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers import payloads
from tests.support.paths import ROOT

from .application import Application, Operation, progress, running

ID, USER = "measured", "user-0"
EVENTS_PER_REPORT = 100
# `generate.py` stops after this time, whatever it has made.
GENERATION_S = 7200
# The JSON of one finding of the payloads.
FINDING_BYTES = 850
# `Operation` by its name.
Operations = dict[str, Operation]
Costs = dict[str, float]


@dataclass(frozen=True)
class Axis:
    """One kind of growth.

    unit: of the sizes. measure: returns the figures at one size. figure: what they are.
    """

    name: str
    unit: str
    sizes: tuple[int, ...]
    measure: Callable[[int], Costs]
    figure: str = "us"


def _costs(application: Application, operations: Operations) -> Costs:
    return {name: application.cost_us(operation) for name, operation in operations.items()}


def _begin(application: Application, settings: dict[str, Any]) -> None:
    created = {"investigation_id": ID, "wizard_step": "PROGRESS", "settings": settings}
    application.send("POST", "/investigations", created)


def _requests(application: Application) -> Operations:
    """Return the requests that clients repeat, on one investigation."""
    application.send("GET", f"/{ID}/poll")
    etag = application.etag
    return {
        "poll, 304": lambda _: application.send("GET", f"/{ID}/poll", If_None_Match=etag),
        "GET state": lambda _: application.send("GET", f"/{ID}/state"),
        "report": lambda run: application.report(ID, [progress(run)]),
    }


@contextmanager
def _empty() -> Iterator[Application]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "growth.db", USER) as application:
        yield application


def investigations(count: int) -> Costs:
    """Measure among so many investigations, of which every user owns a thousandth, or 100 at least."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "growth.db"
        users = max(1, min(1000, count // 100))
        generate = [sys.executable, "benchmarks/generate.py", str(file), "--investigations", str(count)]
        generate += ["--users", str(users), "--seconds", str(GENERATION_S)]
        subprocess.run(generate, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with running(file, USER) as application:
            _begin(application, payloads.settings())
            lists: Operations = {
                "history, first page": lambda _: application.send("GET", "/history"),
                "active list": lambda _: application.send("GET", "/active"),
            }
            return _costs(application, _requests(application) | lists)


def state_size(kilobytes: int) -> Costs:
    """Measure an investigation with findings of about so much."""
    small = {"name": "small", "tools": [{"tool_name": "logins"}]}
    findings = (payloads.results()["findings"] * 3)[: kilobytes * 1024 // FINDING_BYTES]
    with _empty() as application:
        _begin(application, payloads.settings() | small)
        application.send("GET", f"/{ID}/state")
        results = payloads.results() | {"findings": findings}
        application.send("PATCH", f"/{ID}/state", {"results": results}, If_Match=application.etag)
        return _costs(application, _requests(application))


def feed_length(events: int) -> Costs:
    """Measure an investigation in a feed of so many events."""
    with _empty() as application:
        _begin(application, payloads.settings())
        _append(application, events)
        cursor = application.send("GET", f"/{ID}/poll")["cursor"]
        application.report(ID, [progress(1)])
        new: Operations = {"poll with one change": lambda _: application.send("GET", f"/{ID}/poll?after={cursor}")}
        return _costs(application, new | _requests(application))


def versions(count: int) -> Costs:
    """Measure an investigation of so many versions."""
    with _empty() as application:
        _begin(application, payloads.settings())
        for number in range(count):
            application.report(ID, [progress(number)])
        middle = f"/{ID}/state?at_version={max(1, count // 2)}"
        past: Operations = {
            "state at half of the versions": lambda _: application.send("GET", middle),
            "checkpoint": lambda _: application.send("GET", f"/{ID}/checkpoint"),
            "audit trail, first page": lambda _: application.send("GET", f"/{ID}/audit"),
            "audit verify": lambda _: application.send("GET", f"/{ID}/audit/verify"),
        }
        return _costs(application, past | _requests(application))


def _append(application: Application, events: int) -> None:
    for first in range(0, events, EVENTS_PER_REPORT):
        lines = range(first, min(first + EVENTS_PER_REPORT, events))
        application.report(ID, [_log(number) for number in lines])


def _log(number: int) -> dict[str, Any]:
    return {"event_type": "log_appended", "data": {"lines": [{"message": f"line {number}"}]}}


AXES = (
    Axis("investigations", "investigations", (1_000, 10_000, 100_000), investigations),
    Axis("state-size", "KB", (2, 8, 50, 180, 400), state_size),
    Axis("feed-length", "events", (10, 100, 1_000, 10_000), feed_length),
    Axis("versions", "versions", (10, 100, 1_000, 10_000), versions),
)
