"""The application in this process, over a SQLite file, and the processor time that a request takes in it."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from werkzeug.test import EnvironBuilder

from wizard_service.app import close, create_app
from wizard_service.config import AuthSettings, Config, DatabaseSettings, PollingSettings, QuotaSettings
from wizard_service.domain.identity.tokens import issue_token
from wizard_service.store.sqlite.migrations import migrate

SECRET = "a-secret-of-this-benchmark-that-is-long-enough"
UNLIMITED = QuotaSettings(
    investigations_per_user=0, stored_mb_per_user=0, reported_events_per_hour=0, writes_per_s=0, tickets_per_minute=0
)
# Each operation is repeated for so long, and at least so often.
REPEATED_S, LEAST_RUNS = 0.3, 5
MERGE_PATCH = "application/merge-patch+json"

Operation = Callable[[int], object]


class Application:
    """Sends requests of one user through the WSGI entry: no client and no server is part of the cost."""

    def __init__(self, base_path: str, token: str, wsgi_app: Callable[..., Any]) -> None:
        self._base_path = base_path
        self._headers = {"Authorization": f"Bearer {token}"}
        self._wsgi_app = wsgi_app
        self.etag = ""
        self._took_s = 0.0

    def send(self, method: str, path: str, document: object = None, **headers: str) -> Any:
        """Return the decoded body. Raises RuntimeError for a status of 400 and above."""
        path, _, query = path.partition("?")
        builder = EnvironBuilder(
            path=self._base_path + path,
            query_string=query,
            method=method,
            headers=self._headers | {name.replace("_", "-"): value for name, value in headers.items()},
            data=None if document is None else json.dumps(document),
            content_type=None if document is None else (MERGE_PATCH if method == "PATCH" else "application/json"),
        )
        environ, started = builder.get_environ(), list[Any]()
        began_s = time.process_time()
        content = b"".join(self._wsgi_app(environ, lambda *arguments: started.append(arguments)))
        self._took_s = time.process_time() - began_s
        status, answered = started[0]
        if int(status[:3]) >= 400:
            raise RuntimeError(f"{method} {path}: {status} {content.decode()}")
        self.etag = dict(answered).get("ETag", "")
        return json.loads(content or b"null")

    def cost_us(self, operation: Operation) -> float:
        """Return the median processor time of an operation's last request, all threads included, in microseconds."""
        costs_s, end = list[float](), time.monotonic() + REPEATED_S
        while len(costs_s) < LEAST_RUNS or time.monotonic() < end:
            operation(len(costs_s))
            costs_s.append(self._took_s)
        return median(costs_s) * 1e6

    def report(self, investigation_id: str, events: list[dict[str, Any]]) -> None:
        self.send("POST", f"/{investigation_id}/events", events)


@contextmanager
def running(file: Path, user_id: str) -> Iterator[Application]:
    migrate(file)
    database, polling = DatabaseSettings(url=f"sqlite:///{file}"), PollingSettings(rate_limit_per_s=0)
    config = Config(AuthSettings(secret=SECRET), database, polling=polling, quotas=UNLIMITED)
    app = create_app(config)
    try:
        yield Application(config.server.base_path, issue_token(config.auth, user_id, (), 86_400), app.wsgi_app)
    finally:
        close(app)


def progress(number: int) -> dict[str, Any]:
    return {"event_type": "progress_updated", "data": {"percent_complete": number % 100}}
