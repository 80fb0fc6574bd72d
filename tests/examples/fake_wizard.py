"""A service in memory that obeys the parts of the contract the example relies on, over real HTTP."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

Answer = tuple[int, dict[str, Any]]


def refusal(status: int, code: str) -> Answer:
    return status, {"status": status, "code": code, "detail": code}


def folded(events: list[dict[str, Any]]) -> dict[str, Any]:
    """What an executor that comes back looks for in the progress."""
    phases = [event["data"]["to_phase"] for event in events if event["event_type"] == "phase_changed"]
    statuses = {"tool_execution_started": "IN_PROGRESS", "tool_execution_completed": "COMPLETED"}
    tools = {
        event["data"]["tool_name"]: statuses[event["event_type"]] for event in events if event["event_type"] in statuses
    }
    executed = [{"tool_name": name, "status": status} for name, status in tools.items()]
    return {"current_phase": phases[-1] if phases else "planning", "tools_executed": executed}


class FakeWizard:
    """Holds one investigation. `on_event` is called with each reported event before it is stored."""

    def __init__(self) -> None:
        self.state: dict[str, Any] | None = None
        self.events: list[dict[str, Any]] = []
        self.report_sizes: list[int] = []
        self.updates: list[dict[str, Any]] = []
        self.refused_updates = 0
        self.on_event: Callable[[dict[str, Any]], None] = lambda _: None
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def of_type(self, event_type: str) -> list[dict[str, Any]]:
        return [event["data"] for event in self.events if event["event_type"] == event_type]

    def hold(self, **members: Any) -> None:
        """Hold an investigation from the beginning of the test."""
        self.state = {
            "investigation_id": "inv_1",
            "wizard_step": "SETTINGS",
            "status": "IN_PROGRESS",
            "version": 1,
            "settings": None,
            "progress": None,
            "results": None,
            **members,
        }

    def answer(self, method: str, path: str, body: Any, if_match: str | None) -> Answer:
        if method == "POST" and path.endswith("/investigations"):
            return self._create(body)
        if self.state is None:
            return refusal(404, "not_found")
        if method == "POST":
            return self._store(self.state, body)
        return (200, self.state) if method == "GET" else self._patch(self.state, body, if_match)

    @property
    def etag(self) -> str:
        return f'"e.{self.state["version"]}"' if self.state else ""

    def _create(self, body: dict[str, Any]) -> Answer:
        if self.state is not None:
            return refusal(409, "already_exists")
        self.hold(**body)
        return 201, self.state or {}

    def _store(self, state: dict[str, Any], events: list[dict[str, Any]]) -> Answer:
        for event in events:
            self.on_event(event)
        if state["status"] != "IN_PROGRESS":
            return refusal(409, "invalid_transition")
        self.report_sizes.append(len(events))
        self.events.extend(events)
        state["progress"] = folded(self.events)
        state["version"] += 1
        return 200, {"version": state["version"], "events": events}

    def _patch(self, state: dict[str, Any], changes: dict[str, Any], if_match: str | None) -> Answer:
        if self.refused_updates > 0:
            self.refused_updates -= 1
            state["version"] += 1
        if if_match != self.etag:
            return refusal(412, "precondition_failed")
        self.updates.append(changes)
        state.update(changes)
        state["version"] += 1
        return 200, state


def _handler_of(service: FakeWizard) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.loads(content) if content else None
            status, document = service.answer(self.command, self.path, body, self.headers.get("If-Match"))
            encoded = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("ETag", service.etag)
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        do_GET = do_POST = do_PATCH = respond  # noqa: N815 names the base class looks for

        def log_message(self, *_: Any) -> None:
            """Keep the test output clean."""

    return Handler
