"""Requests that compete for something that only one of them may get, sent at the same moment to several services."""

import http.client
import json
import threading
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import BASE, Answer, Document, Person

RACERS = 4
SETTINGS: Document = {
    "name": "Race",
    "entities": [{"entity_type": "ip_address", "entity_id": "192.0.2.1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "failed_logins"}],
}
MAX_TEMPLATES = 50


@dataclass(frozen=True)
class Attempt:
    """One request. has_token: whether the owner's token is sent with it."""

    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    has_token: bool = True


class RaceTrack:
    """Racers with a connection each, in turn to each of the servers."""

    def __init__(self, servers: Sequence[LiveServer]) -> None:
        self.servers = servers
        self._gate = threading.Barrier(RACERS)
        self._threads = ThreadPoolExecutor(RACERS)

    def person(self) -> Person:
        """Return a new user, whose other requests go to the first server."""
        return Person(self.servers[0], ExitStack(), f"user-{uuid.uuid4()}")

    def race(self, person: Person, attempts: Sequence[Attempt]) -> list[Answer]:
        """Send all attempts at once, as many as there are racers, and return the answers."""
        assert len(attempts) == RACERS
        racers = [
            self._threads.submit(self._run, self.servers[number % len(self.servers)], person, attempt)
            for number, attempt in enumerate(attempts)
        ]
        return [racer.result() for racer in racers]

    def close(self) -> None:
        self._threads.shutdown()

    def _run(self, server: LiveServer, person: Person, attempt: Attempt) -> Answer:
        connection = http.client.HTTPConnection(server.bind, timeout=TIMEOUT_S)
        media_type = "application/merge-patch+json" if attempt.method == "PATCH" else "application/json"
        headers = {"Content-Type": media_type} | attempt.headers | (person.bearer if attempt.has_token else {})
        body = None if attempt.body is None else json.dumps(attempt.body)
        try:
            connection.connect()
            self._gate.wait(TIMEOUT_S)
            connection.request(attempt.method, BASE + attempt.path, body, headers)
            response = connection.getresponse()
            is_stream = response.headers["Content-Type"] == "text/event-stream"
            return Answer(response.status, response.headers, b"" if is_stream else response.read())
        finally:
            connection.close()


def race_for_ticket(track: RaceTrack, person: Person) -> None:
    """Only one stream opens with a ticket."""
    ticket = person.call("POST", "/tickets").document["ticket"]
    answers = track.race(person, [Attempt("GET", f"/stream?ticket={ticket}", has_token=False)] * RACERS)
    _require(answers, winner=200, loser=401)


def race_for_idempotency_key(track: RaceTrack, person: Person) -> None:
    """A request under one key creates one investigation, which all answers name."""
    before = person.call("GET", "/active").document["total"]
    attempt = Attempt("POST", "/investigations", {"settings": SETTINGS}, {"Idempotency-Key": str(uuid.uuid4())})
    answers = track.race(person, [attempt] * RACERS)
    assert {answer.status for answer in answers} == {201}, _shown(answers)
    assert len({answer.body for answer in answers}) == 1, _shown(answers)
    assert person.call("GET", "/active").document["total"] == before + 1


def race_for_version(track: RaceTrack, person: Person) -> None:
    """One of several changes of the same version is stored, and one event with it."""
    investigation_id = person.create(settings=SETTINGS)
    attempts = [
        Attempt("PATCH", f"/{investigation_id}/state", {"settings": {"name": f"racer {number}"}, "version": 1})
        for number in range(RACERS)
    ]
    _require(track.race(person, attempts), winner=200, loser=409)
    poll = person.call("GET", f"/{investigation_id}/poll?after={person.beginning(investigation_id)}").document
    assert [event["version"] for event in poll["events"]] == [1, 2], poll


def race_for_last_template(track: RaceTrack, person: Person) -> None:
    """Only one more template fits."""
    missing = MAX_TEMPLATES - 1 - person.call("GET", "/templates").document["total"]
    for number in range(missing):
        person.call("POST", "/templates", {"name": f"kept {number}", "settings": SETTINGS})
    attempts = [
        Attempt("POST", "/templates", {"name": f"racer {number}", "settings": SETTINGS}) for number in range(RACERS)
    ]
    _require(created := track.race(person, attempts), winner=201, loser=409)
    assert person.call("GET", "/templates").document["total"] == MAX_TEMPLATES
    _delete_template(person, created)


def race_for_name(track: RaceTrack, person: Person) -> None:
    """Only one template gets a name."""
    attempt = Attempt("POST", "/templates", {"name": "the name", "settings": SETTINGS})
    created = track.race(person, [attempt] * RACERS)
    _require(created, winner=201, loser=409)
    _delete_template(person, created)


def race_for_share(track: RaceTrack, person: Person) -> None:
    """The same share is one change, however often it is requested at once."""
    investigation_id = person.create()
    attempt = Attempt("PUT", f"/{investigation_id}/access/other", {"role": "editor"})
    answers = track.race(person, [attempt] * RACERS)
    assert {answer.status for answer in answers} == {200}, _shown(answers)
    assert len(person.call("GET", f"/{investigation_id}/access").document["access"]) == 1
    assert person.state(investigation_id)["version"] == 2


def race_for_id(track: RaceTrack, person: Person) -> None:
    """Only one investigation gets an id; its owner had no feed before."""
    attempt = Attempt("POST", "/investigations", {"investigation_id": f"inv-{uuid.uuid4()}"})
    newcomer = track.person()
    _require(track.race(newcomer, [attempt] * RACERS), winner=201, loser=409)


def race_to_log_out(track: RaceTrack, person: Person) -> None:
    """A token is revoked once, and every logout succeeds."""
    leaving = track.person()
    cookie = leaving.call("POST", "/session").headers["Set-Cookie"].partition(";")[0]
    own_origin = [f"http://{server.bind}" for server in track.servers]
    attempts = [
        Attempt("DELETE", "/session", None, {"Cookie": cookie, "Origin": own_origin[number % len(own_origin)]}, False)
        for number in range(RACERS)
    ]
    answers = track.race(leaving, attempts)
    assert {answer.status for answer in answers} == {204}, _shown(answers)
    assert leaving.call("GET", "/usage").status == 401


Race = Callable[[RaceTrack, Person], None]
RACES: tuple[Race, ...] = (
    race_for_ticket,
    race_for_idempotency_key,
    race_for_version,
    race_for_last_template,
    race_for_name,
    race_for_share,
    race_for_id,
    race_to_log_out,
)


def _require(answers: list[Answer], *, winner: int, loser: int) -> None:
    statuses = sorted((answer.status for answer in answers), key=lambda status: status != winner)
    assert statuses == [winner, *[loser] * (RACERS - 1)], _shown(answers)


def _delete_template(person: Person, created: list[Answer]) -> None:
    (template_id,) = (answer.document["template_id"] for answer in created if answer.status == 201)
    assert person.call("DELETE", f"/templates/{template_id}").status == 204


def _shown(answers: list[Answer]) -> list[tuple[int, bytes]]:
    return [(answer.status, answer.body[:300]) for answer in answers]
