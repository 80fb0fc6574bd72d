"""Measure the costliest requests of at most 100 KB that were found for each endpoint and socket message.

    python benchmarks/costly_requests.py [WORD ...] [--kb N]

Each request is sent to the real application in this process, over a temporary SQLite database that one user has filled
with the largest documents that the limits allow. The table shows the processor time of the worker's thread and of the
writer's thread in ms, the better of RUNS, the status and the bytes answered. A step is the longest time in which the
worker serves no other request, or the writer's longest transaction. A WORD selects the rows that contain it.

At the end come the costliest request of each endpoint and kind of message as a table in Markdown, and the endpoints of
the OpenAPI document that no request was sent to.
"""

import argparse
import gc
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from costly.cases import Case, last_writes, writes  # noqa: E402
from costly.clocks import Answer, Clocks  # noqa: E402
from costly.documents import fill  # noqa: E402
from costly.endpoints import other_requests  # noqa: E402
from costly.messages import Socket, messages  # noqa: E402
from costly.reads import reads  # noqa: E402
from costly.summary import Summary  # noqa: E402
from flask import Flask, Request  # noqa: E402
from werkzeug.test import EnvironBuilder  # noqa: E402

from wizard_service.app import close, create_app  # noqa: E402
from wizard_service.config import (  # noqa: E402
    AuthSettings,
    Config,
    DatabaseSettings,
    PollingSettings,
    QuotaSettings,
)
from wizard_service.domain.identity.tokens import issue_token  # noqa: E402
from wizard_service.store.sqlite.migrations import migrate  # noqa: E402

SECRET = "a-secret-of-this-benchmark-that-is-long-enough"
RUNS = 3


class Client:
    """Sends requests of one user to the application in this process, through its WSGI entry."""

    def __init__(self, config: Config, app: Flask, clocks: Clocks) -> None:
        self._config = config
        self._app, self._wsgi_app = app, app.wsgi_app
        self._clocks = clocks
        self.socket = Socket(app, clocks)
        self._tokens = {scopes: issue_token(config.auth, "owner", scopes, 3600) for scopes in ((), ("wizard:read",))}

    def send(self, method: str, path: str, body: Any = None, *, read_only: bool = False, **headers: str) -> Answer:
        """Send one request. body: JSON, or bytes that are sent as they are."""
        environ = self._environ(method, path, body, headers, self._tokens[("wizard:read",) if read_only else ()])
        started: list[Any] = []
        self._clocks.writer.drain_ms()
        self._clocks.worker.begin()
        chunks = self._wsgi_app(environ, lambda *arguments: started.append(arguments))
        content = [*chunks]
        self._clocks.worker.end()
        getattr(chunks, "close", lambda: None)()
        headers = {name.lower(): value for name, value in started[0][1]}
        times = self._clocks.worker.drain_ms() + self._clocks.writer.drain_ms()
        return Answer(self._operation(environ), int(started[0][0][:3]), headers, b"".join(content), *times)

    def _operation(self, environ: dict[str, Any]) -> str:
        rule, _ = self._app.create_url_adapter(Request(environ)).match(return_rule=True)  # type: ignore[union-attr]
        path = re.sub("<(?:path:)?([^>]+)>", r"{\1}", rule.rule.removeprefix(self._config.server.base_path))
        return f"{environ['REQUEST_METHOD']} {path}"

    def require(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send one request of the preparations. Raises RuntimeError for a status of 400 or above."""
        answer = self.send(method, path, body, **headers)
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.body[:500].decode()}")
        return answer

    def _environ(self, method: str, path: str, body: Any, headers: dict[str, str], token: str) -> dict[str, Any]:
        path, _, query = path.partition("?")
        data = body if isinstance(body, bytes) or body is None else json.dumps(body, separators=(",", ":")).encode()
        builder = EnvironBuilder(
            path=self._config.server.base_path + path,
            query_string=query,
            method=method,
            headers={"Authorization": f"Bearer {token}"} | {key.replace("_", "-"): headers[key] for key in headers},
            data=data,
            content_type=None if data is None else "application/json",
        )
        return builder.get_environ()


@contextmanager
def running_client(database: Path) -> Iterator[Client]:
    """Serve an empty database without limits on rates and quotas, which are not what is measured."""
    with Clocks().installed() as clocks:
        migrate(database)
        quotas = replace(QuotaSettings(), reported_events_per_hour=0, writes_per_s=0, stored_mb_per_user=0)
        config = Config(
            AuthSettings(secret=SECRET),
            DatabaseSettings(url=f"sqlite:///{database}"),
            polling=PollingSettings(rate_limit_per_s=0),
            quotas=quotas,
        )
        app = create_app(config)
        try:
            yield Client(config, app, clocks)
        finally:
            close(app)


def measure(client: Client, case: Case) -> Answer:
    """Return the cheapest answer; the others include work that a process does once or periodically."""
    return min((case.send(client, run) for run in range(RUNS)), key=lambda answer: answer.worker_ms + answer.writer_ms)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("words", nargs="*", metavar="WORD", help="measure only the requests that contain it")
    parser.add_argument("--kb", type=int, default=100, help="the size of a request")
    options = parser.parse_args()
    times = f"{'worker ms':>10} {'step':>6} {'writer ms':>10} {'step':>6}"
    print(f"{'request':68} {'sent':>7} {times} {'status':>7} {'answered':>10}")
    size = options.kb * 1000
    with tempfile.TemporaryDirectory() as folder, running_client(Path(folder) / "wizard.db") as client:
        fill(client)
        # As a worker does once it has started: a collection would pass over all that was made before.
        gc.freeze()
        summary = Summary()
        for case in chain(writes(size), reads(), messages(), last_writes(size), other_requests()):
            if options.words and not any(word in case.name for word in options.words):
                continue
            answer = measure(client, case)
            summary.add(case, answer)
            worker = f"{answer.worker_ms:10.1f} {answer.worker_step_ms:6.1f}"
            writer = f"{answer.writer_ms:10.1f} {answer.writer_step_ms:6.1f}"
            figures = f"{worker} {writer} {answer.status:7} {len(answer.body):10,}"
            print(f"{case.name:68} {case.sent_bytes:7,} {figures}", flush=True)
        if not options.words:
            print(summary.table())
            print("Not measured:", summary.missing(client.require("GET", "/openapi.json").document))


if __name__ == "__main__":
    main()
