"""The kinds of writes that a client may send, each by a writer of its own user."""

import uuid
from collections.abc import Callable
from typing import Any

from tests.support.live.users import Person, PersonFor
from tests.support.live.writers.insistent import InsistentWriter, RequestOf, RequestWriter, SocketWriter

Preparation = Callable[[Person], RequestOf]


def writers_of_every_kind(person_for: PersonFor, settings: dict[str, Any]) -> dict[str, InsistentWriter]:
    requests = {
        "PUT state": _changing_state("PUT", settings),
        "PATCH state": _changing_state("PATCH", settings),
        "POST events": _reporting,
        "POST and DELETE": _creating_and_deleting,
        "archive and restore": _archiving,
        "fork": _forking,
        "navigation": _navigating(settings),
        "PUT and DELETE access": _sharing,
        "PUT template": _changing_template(settings),
    }
    writers: dict[str, InsistentWriter] = {"socket update": SocketWriter(person_for(), settings)}
    for name, prepare in requests.items():
        person = person_for()
        writers[name] = RequestWriter(person, prepare(person))
    return writers


def _changing_state(method: str, settings: dict[str, Any]) -> Preparation:
    def prepare(person: Person) -> RequestOf:
        path = f"/{person.create(settings=settings)}/state"
        return lambda number: (
            method,
            path,
            {"settings": settings | {"name": f"name {number}"}, "version": number + 1},
        )

    return prepare


def _reporting(person: Person) -> RequestOf:
    path = f"/{person.create()}/events"
    return lambda number: (
        "POST",
        path,
        {"event_type": "log_appended", "data": {"lines": [{"message": f"line {number}"}]}},
    )


def _creating_and_deleting(person: Person) -> RequestOf:
    prefix = f"inv-{uuid.uuid4().hex}"

    def request_of(number: int) -> tuple[str, str, Any]:
        pair, is_deletion = divmod(number, 2)
        if is_deletion:
            return "DELETE", f"/{prefix}-{pair}/state?version=1", None
        return "POST", "/investigations", {"investigation_id": f"{prefix}-{pair}"}

    return request_of


def _archiving(person: Person) -> RequestOf:
    path = f"/history/{person.create()}"
    return lambda number: ("POST", f"{path}/{'restore' if number % 2 else 'archive'}", None)


def _forking(person: Person) -> RequestOf:
    path = f"/{person.create()}/fork"
    return lambda _: ("POST", path, None)


def _navigating(settings: dict[str, Any]) -> Preparation:
    def prepare(person: Person) -> RequestOf:
        path = f"/{person.create(settings=settings)}/navigation"
        return lambda number: ("POST", path, {"step": "SETTINGS" if number % 2 else "PROGRESS"})

    return prepare


def _sharing(person: Person) -> RequestOf:
    path = f"/{person.create()}/access/guest"
    return lambda number: ("DELETE", path, None) if number % 2 else ("PUT", path, {"role": "viewer"})


def _changing_template(settings: dict[str, Any]) -> Preparation:
    def prepare(person: Person) -> RequestOf:
        created = person.call("POST", "/templates", {"name": "a template", "settings": settings})
        assert created.status == 201, created.body
        path = f"/templates/{created.document['template_id']}"
        return lambda number: ("PUT", path, {"description": f"number {number}", "version": number + 1})

    return prepare
