"""Count what one request costs in the code: modules, moves between modules, SQL statements, Python calls.

    python benchmarks/request_paths.py [--details]

The script sends each request several times to the real application, over a temporary SQLite database, and prints the
cheapest run, which is free of work that a process does once or periodically (filling caches, refreshing the load
figure). The count begins at the application's WSGI entry, so it includes Flask but no client and no server. The figures
depend on the versions of Python and of the libraries: compare only figures from the same environment.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from werkzeug.test import EnvironBuilder  # noqa: E402

from benchmarks.call_counter import CallCounter, Cost  # noqa: E402
from wizard_service.app import close, create_app  # noqa: E402
from wizard_service.config import AuthSettings, Config, DatabaseSettings, PollingSettings  # noqa: E402
from wizard_service.domain.identity.tokens import issue_token  # noqa: E402
from wizard_service.store.sqlite.migrations import migrate  # noqa: E402

SECRET = "a-secret-of-this-benchmark-that-is-long-enough"
INVESTIGATION = {
    "investigation_id": "counted",
    "wizard_step": "PROGRESS",
    "settings": {
        "name": "Counted",
        "entities": [{"entity_type": "ip_address", "entity_id": "192.0.2.1"}],
        "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
        "tools": [{"tool_name": "failed_logins"}],
    },
}
RUNS = 12
# No run may exceed the limit, but 0 would switch the limiter off and make a poll look cheaper than it is.
MAX_POLLS_PER_S = 1000
COLUMNS = ("modules", "moves", "SQL", "transaction", "calls", "own calls", "nesting", "in writer")


@dataclass(frozen=True)
class Answer:
    """Holds a response: header names in lower case, the body as decoded JSON, None for an empty one."""

    status: int
    headers: dict[str, str]
    body: Any


class Client:
    """Sends requests of one user to the application in this process, through its WSGI entry."""

    def __init__(self, config: Config, wsgi_app: Callable[..., Any], counter: CallCounter) -> None:
        self._base_path = config.server.base_path
        self._headers = {"Authorization": f"Bearer {issue_token(config.auth, 'owner', (), 3600)}"}
        self._wsgi_app = wsgi_app
        self._counter = counter
        self.cost = Cost()

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send one request; its cost is in `cost` afterwards. Raises RuntimeError for a status of 400 or above."""
        environ = self._environ(method, path, body, headers)
        started: list[Any] = []
        with self._counter.counting() as self.cost:
            content = b"".join(self._wsgi_app(environ, lambda *arguments: started.append(arguments)))
        status, header_list = int(started[0][0][:3]), started[0][1]
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {content.decode()}")
        return Answer(status, {name.lower(): value for name, value in header_list}, json.loads(content or b"null"))

    def report(self, percent: int, **headers: str) -> Answer:
        event = {"event_type": "progress_updated", "data": {"percent_complete": percent}}
        return self.send("POST", "/counted/events", event, **headers)

    def _environ(self, method: str, path: str, body: object, headers: dict[str, str]) -> dict[str, Any]:
        media_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
        path, _, query = path.partition("?")
        builder = EnvironBuilder(
            path=self._base_path + path,
            query_string=query,
            method=method,
            headers=[*self._headers.items(), *((name.replace("_", "-"), value) for name, value in headers.items())],
            data=None if body is None else json.dumps(body),
            content_type=None if body is None else media_type,
        )
        return builder.get_environ()


def poll_requests(client: Client) -> dict[str, Callable[[int], Answer]]:
    """Return polls with one change to report and with none, each with and without the ETag of the last answer."""
    first = client.send("GET", "/counted/poll")
    client.report(99)
    after_first = f"/counted/poll?after={first.body['cursor']}"
    second = client.send("GET", after_first)
    after_second = f"/counted/poll?after={second.body['cursor']}"
    return {
        "GET poll, changed": lambda _: client.send("GET", after_first, If_None_Match=first.headers["etag"]),
        "GET poll, 304": lambda _: client.send("GET", after_second, If_None_Match=second.headers["etag"]),
        "GET poll, changed, no ETag": lambda _: client.send("GET", after_first),
        "GET poll, idle, no ETag": lambda _: client.send("GET", after_second),
    }


def other_requests(client: Client) -> dict[str, Callable[[int], Answer]]:
    """Return the other requests; the number of a run makes each write change something."""

    def patch(run: int) -> Answer:
        etag = client.send("GET", "/counted/state").headers["etag"]
        return client.send("PATCH", "/counted/state", {"progress": {"overall_progress": run}}, If_Match=etag)

    return {
        "GET history?status": lambda _: client.send("GET", "/history?status=IN_PROGRESS"),
        "GET state": lambda _: client.send("GET", "/counted/state"),
        "POST events": client.report,
        "PATCH state": patch,
    }


def requests_of_executor(client: Client) -> dict[str, Callable[[int], Answer]]:
    """Return the requests of an executor that holds the lease."""
    lease = client.send("POST", "/counted/lease", {"executor": "counted", "ttl_s": 600}).body["lease_id"]
    return {
        "POST events, lease": lambda run: client.report(run, Wizard_Lease=lease),
        "POST events, lease, key": lambda run: client.report(run, Wizard_Lease=lease, Idempotency_Key=f"key {run}"),
        "PUT lease": lambda _: client.send("PUT", "/counted/lease", Wizard_Lease=lease),
    }


def cheapest_cost(client: Client, send: Callable[[int], Answer]) -> Cost:
    costs = []
    for run in range(1, RUNS + 1):
        send(run)
        costs.append(client.cost)
    return min(costs, key=lambda cost: cost.calls)


@contextmanager
def running_client(database: Path) -> Iterator[Client]:
    # The counter sees only connections and threads that are made after it.
    with CallCounter("wizard_service").installed() as counter:
        migrate(database)
        polling = PollingSettings(rate_limit_per_s=MAX_POLLS_PER_S)
        config = Config(AuthSettings(secret=SECRET), DatabaseSettings(url=f"sqlite:///{database}"), polling=polling)
        app = create_app(config)
        try:
            client = Client(config, app.wsgi_app, counter)
            client.send("POST", "/investigations", INVESTIGATION)
            yield client
        finally:
            close(app)


def measure() -> dict[str, Cost]:
    """Return what each request costs, by its name."""
    with tempfile.TemporaryDirectory() as folder, running_client(Path(folder) / "wizard.db") as client:
        costs = {name: cheapest_cost(client, send) for name, send in poll_requests(client).items()}
        costs |= {name: cheapest_cost(client, send) for name, send in other_requests(client).items()}
        return costs | {name: cheapest_cost(client, send) for name, send in requests_of_executor(client).items()}


def print_details(name: str, cost: Cost) -> None:
    print(f"\n{name}")
    for statement in cost.statements:
        print(f"  {' '.join(statement.split())[:140]}")
    for thread, frames in (("request", cost.longest_chain), ("writer", cost.writer_chain)):
        if frames:
            print(f"  longest chain, {thread} thread: {' > '.join(frames)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--details", action="store_true", help="list the statements and the longest chains of frames")
    options = parser.parse_args()
    costs = measure()
    print("".join([f"{'':28}", *(f"{column:>13}" for column in COLUMNS)]))
    for name, cost in costs.items():
        print("".join([f"{name:28}", *(f"{figure:>13,}" for figure in cost.figures())]))
    for name, cost in costs.items() if options.details else ():
        print_details(name, cost)


if __name__ == "__main__":
    main()
