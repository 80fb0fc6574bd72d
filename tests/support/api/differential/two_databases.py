"""Two services, each on its own database, that receive the same requests at the same moments of one clock."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.api.client import BASE, JSON
from tests.support.domain.clock import MovableClock
from wizard_service.config import RetentionSettings
from wizard_service.domain.identity.tokens import issue_token
from wizard_service.domain.retention.policy import Retention

# Ids and hashes of ids that a service makes at random.
_MADE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b")
_TEMPLATE, _NO_TEMPLATE = re.compile(r"\{template (\d)\}"), "00000000-0000-0000-0000-000000000000"
_RANDOM = re.compile(r'(?<="next_poll_interval":)\d+|(?<="X-Recommended-Interval": ")\d+')
_MAX_PAGES = 20


@dataclass(frozen=True)
class Step:
    """A request. `{epoch}`, `{run}` and `{template 1}` stand for texts that differ between services or runs."""

    user: str
    method: str
    path: str
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True)
class Run:
    """Steps in their order; a number is a pause in milliseconds, None a purge."""

    steps: list[Step | int | None] = field(repr=False)


class Side:
    """One of the services. answers: with the same text for what may differ."""

    def __init__(self, app: Flask, scopes: dict[str, tuple[str, ...]]) -> None:
        self._client: FlaskClient = app.test_client()
        self._service = app.extensions["wizard"]
        self._scopes = scopes
        self._made: dict[str, str] = {}
        self._templates: list[str] = []

    def answer(self, step: Step, run: str) -> list[str]:
        """Return the answer, for a list also those of all following pages."""
        answers = []
        for _ in range(_MAX_PAGES):
            response = self._send(step, run)
            answers.append(self._normalized(response))
            cursor = response.json.get("next_cursor") if response.is_json and isinstance(response.json, dict) else None
            if cursor is None:
                break
            step = Step(step.user, step.method, step.path, step.query | {"cursor": cursor}, step.headers, step.body)
        self._finish_best_effort()
        return answers

    def forget_templates(self) -> None:
        """Let the next steps find only templates that they create."""
        self._templates.clear()

    def purge(self) -> dict[str, int]:
        """Apply retention, and return how many rows of each kind it deleted."""
        settings = RetentionSettings(events_kept_per_feed=100, clock_jump_limit_h=8760)
        retention = Retention(self._service.store, settings, 90)
        deleted: dict[str, int] = {}
        for kind, rows in retention.purge(force=True):
            deleted[kind] = deleted.get(kind, 0) + rows
        return deleted

    def _send(self, step: Step, run: str) -> TestResponse:
        user = f"{run}-{step.user}"
        token = issue_token(self._service.config.auth, user, self._scopes[step.user], 600)
        headers = {"Authorization": f"Bearer {token}", "X-Request-ID": "request", "Content-Type": JSON}
        headers |= {name: self._own(value, run) for name, value in step.headers.items()}
        query = {name: self._own(str(value), run) for name, value in step.query.items()}
        body = None if step.body is None else self._own(json.dumps(step.body), run)
        path = BASE + self._own(step.path, run)
        response = self._client.open(path, method=step.method, query_string=query, headers=headers, data=body)
        if step.path == "/templates" and response.status_code == 201:
            self._templates.append(response.json["template_id"])
        return response

    def _own(self, text: str, run: str) -> str:
        text = text.replace("{epoch}", self._service.store.epoch).replace("{run}", run)
        return _TEMPLATE.sub(lambda number: self._template(int(number[1])), text)

    def _template(self, number: int) -> str:
        return self._templates[number % len(self._templates)] if self._templates else _NO_TEMPLATE

    def _normalized(self, response: TestResponse) -> str:
        headers = {name: value for name, value in response.headers.items() if name not in ("Date", "Content-Length")}
        text = f"{response.status_code} {json.dumps(headers)}\n{response.get_data(as_text=True)}"
        text = text.replace(self._service.store.epoch, "{epoch}")
        return _RANDOM.sub("?", _MADE.sub(lambda made: self._name(made.group()), text))

    def _name(self, made: str) -> str:
        return self._made.setdefault(made, f"<made {len(self._made) + 1}>")

    def _finish_best_effort(self) -> None:
        # Best-effort writes run in their order, so this one is the last. SQLite may keep it until the next write.
        done = threading.Event()
        self._service.store.write_best_effort(lambda _: done.set())
        self._service.store.write(lambda _: None)
        assert done.wait(60)


class TwoDatabases:
    """Both services and their clock."""

    def __init__(self, sides: tuple[Side, Side], clock: MovableClock) -> None:
        self._sides = sides
        self._clock = clock

    def differences(self, run: Run, name: str) -> Iterator[tuple[Any, Any, Any]]:
        """Yield each step whose answers differ, with both answers. name: the beginning of all names of the run."""
        for side in self._sides:
            side.forget_templates()
        for step in run.steps:
            if isinstance(step, int):
                self._clock.move(milliseconds=step)
                continue
            # Templates that were changed at the same moment are listed in the order of their random ids.
            self._clock.move(milliseconds=int(step is not None and step.path.startswith("/templates")))
            first, second = (side.purge() if step is None else side.answer(step, name) for side in self._sides)
            if first != second:
                yield step, first, second
