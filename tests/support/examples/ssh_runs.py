"""Ways to run the example against a running service, and what the service says afterwards."""

import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from ssh_log.entities import Entity
from ssh_log.settings import settings_for
from ssh_log_investigation import main

from tests.support.examples.ssh_lines import LINES
from tests.support.paths import ROOT
from wizard_service.client import State, WizardClient

SCRIPT = ROOT / "examples" / "ssh_log_investigation.py"


@dataclass
class Service:
    """One investigation of a test, at a service."""

    url: str
    token: str
    client: WizardClient
    investigation_id: str = field(default_factory=lambda: f"ssh-{uuid.uuid4()}")

    @property
    def state(self) -> State:
        return self.client.get(self.investigation_id)

    @property
    def beginning(self) -> str:
        """The cursor before the first event."""
        return self.state.etag.strip('"').split(".")[0] + "-0"

    def events(self) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = self.client.poll(self.investigation_id, cursor=self.beginning)["events"]
        return events

    def of_type(self, event_type: str) -> list[dict[str, Any]]:
        return [event["data"] for event in self.events() if event["event_type"] == event_type]

    def reports(self) -> list[int]:
        """How many events each report had."""
        versions = [event["version"] for event in self.events() if event["event_type"] in REPORTED]
        return [versions.count(version) for version in sorted(set(versions))]

    def hold(self, settings: dict[str, Any] | None, *reports: dict[str, Any]) -> None:
        """Hold an investigation from the beginning of the test, in PROGRESS when something was reported."""
        state = self.client.create(investigation_id=self.investigation_id, settings=settings)
        if reports:
            self.client.update(self.investigation_id, {"wizard_step": "PROGRESS"}, etag=state.etag)
            self.client.report(self.investigation_id, list(reports))

    def change_when(self, event_type: str, changes: dict[str, Any]) -> Thread:
        """Start somebody who changes the state once such an event has happened."""

        def change() -> None:
            following = self.client.follow(self.investigation_id, cursor=self.beginning, transports=["long_poll"])
            next(event for event in following if event["event_type"] == event_type)
            self.client.update(self.investigation_id, lambda _: changes)

        thread = Thread(target=change)
        thread.start()
        return thread


REPORTED = frozenset(
    {"phase_changed", "progress_updated", "agent_updated", "log_appended"}
    | {f"tool_execution_{what}" for what in ("started", "progress", "completed", "error")}
)


def reported(event_type: str, **data: Any) -> dict[str, Any]:
    return {"event_type": event_type, "data": data}


def run(service: Service, log_path: Path, *options: str) -> int:
    where = ["--url", service.url, "--token", service.token, "--investigation-id", service.investigation_id]
    return main([str(log_path), *where, *options])


def command(service: Service, log_path: Path, *options: str) -> list[str]:
    """The same as a process of its own."""
    where = ["--url", service.url, "--token", service.token, "--investigation-id", service.investigation_id]
    return [sys.executable, str(SCRIPT), str(log_path), *where, *options]


def held_settings(parse_lines: Any) -> dict[str, Any]:
    """Settings that somebody else made, of a time range that holds the log whatever this machine's time zone is."""
    stamps = {"start": "2001-01-01T00:00:00.000Z", "end": "2101-01-01T00:00:00.000Z"}
    return {**settings_for(parse_lines(*LINES), "auth.log", (Entity("user_id", "root"),)), "time_range": stamps}
