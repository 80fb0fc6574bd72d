"""Runs of the example against a running service, and the state and events that they leave there."""

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
    """One investigation of a test, at a running service."""

    url: str
    token: str
    client: WizardClient
    investigation_id: str = field(default_factory=lambda: f"ssh-{uuid.uuid4()}")

    @property
    def state(self) -> State:
        return self.client.get(self.investigation_id)

    @property
    def beginning(self) -> str:
        """Return the cursor before the first event."""
        return self.state.etag.strip('"').split(".")[0] + "-0"

    def events(self) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = self.client.poll(self.investigation_id, cursor=self.beginning)["events"]
        return events

    def of_type(self, event_type: str) -> list[dict[str, Any]]:
        return [event["data"] for event in self.events() if event["event_type"] == event_type]

    def reports(self) -> list[int]:
        """Return the number of events in each report."""
        versions = [event["version"] for event in self.events() if event["event_type"] in REPORTED]
        return [versions.count(version) for version in sorted(set(versions))]

    def prepare(self, settings: dict[str, Any] | None, *reports: dict[str, Any]) -> None:
        """Create the investigation; with reports it is in PROGRESS."""
        state = self.client.create(investigation_id=self.investigation_id, settings=settings)
        if reports:
            self.client.update(self.investigation_id, {"wizard_step": "PROGRESS"}, etag=state.etag)
            self.client.report(self.investigation_id, list(reports))

    def change_when(self, event_type: str, changes: dict[str, Any]) -> Thread:
        """Start a thread that changes the state after the first event of a type."""

        def change() -> None:
            following = self.client.follow(self.investigation_id, cursor=self.beginning, transports=["long_poll"])
            next(event for event in following if event["event_type"] == event_type)
            self.client.update(self.investigation_id, lambda _: changes)

        thread = Thread(target=change)
        thread.start()
        return thread


REPORTED = frozenset(
    {"phase_changed", "progress_updated", "agent_updated", "log_appended"}
    | {f"tool_execution_{outcome}" for outcome in ("started", "progress", "completed", "error")}
)


def reported(event_type: str, **data: Any) -> dict[str, Any]:
    return {"event_type": event_type, "data": data}


def address_of(service: Service) -> list[str]:
    return ["--url", service.url, "--token", service.token, "--investigation-id", service.investigation_id]


def run(service: Service, log_path: Path, *options: str) -> int:
    return main([str(log_path), *address_of(service), *options])


def command(service: Service, log_path: Path, *options: str) -> list[str]:
    """Return the command of the same run as a process."""
    return [sys.executable, str(SCRIPT), str(log_path), *address_of(service), *options]


def prepared_settings(parse_lines: Any) -> dict[str, Any]:
    """Return settings with a time range that covers the log in every time zone."""
    stamps = {"start": "2001-01-01T00:00:00.000Z", "end": "2101-01-01T00:00:00.000Z"}
    return {**settings_for(parse_lines(*LINES), "auth.log", (Entity("user_id", "root"),)), "time_range": stamps}
