"""Presence: which clients follow an investigation, over which transport, and how far behind they are."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Response

from ..domain.events.envelope import event_id
from ..domain.identity.principal import READ
from ..domain.investigations.access import get_owned
from ..timestamps import timestamp
from ..web import schemas
from ..web.auth import principal, require_principal
from ..web.blueprint import ApiBlueprint
from ..web.responses import json_response
from ..web.service import Service, current_service

blueprint = ApiBlueprint(
    "connections", __name__, authenticate=require_principal, description="Clients that follow an investigation"
)

# An entry holds the members of a PresenceEntry.
_Entry = dict[str, Any]


@blueprint.route("/<investigation_id>/connections", methods=["GET"])
@blueprint.response(200, schemas.Connections)
@blueprint.problems(404)
def connections(investigation_id: str) -> Response:
    """List the clients that poll the investigation, and its streams and sockets, over all workers of this host.

    Only the owner and admins may list them. Entries of other workers are about a second old. `scope` is `host`: with
    several hosts, each lists its own clients.
    """
    service = current_service()
    row = get_owned(service.store, principal(), investigation_id, READ, ("user_id",))
    entries = _merge_pollers(_entries_of(service, investigation_id, row["user_id"]))
    body = {
        "investigation_id": investigation_id,
        "scope": "host",
        "timestamp": timestamp(service.store.clock()),
        "connections": _describe(service, row, sorted(entries, key=lambda entry: entry["since"])),
    }
    return json_response(body)


def _entries_of(service: Service, investigation_id: str, owner: str) -> list[_Entry]:
    """Return the entries of clients that follow the investigation or everything of its owner."""
    return [
        entry
        for entry in service.feed.presence.on_host()
        if entry["investigation_id"] == investigation_id
        or (entry["investigation_id"] is None and entry["owner"] == owner)
    ]


def _merge_pollers(entries: Iterable[_Entry]) -> list[_Entry]:
    """Merge the entries of each poller whose requests went to several workers."""
    pollers: dict[tuple[str | None, str, str], _Entry] = {}
    connected = []
    for entry in entries:
        if not entry["polls"]:
            connected.append(entry)
            continue
        key = entry["investigation_id"], entry["user_id"], entry["client_id"]
        pollers[key] = _merge(pollers[key], entry) if key in pollers else entry
    return [*connected, *pollers.values()]


def _merge(one: _Entry, other: _Entry) -> _Entry:
    """Merge the entries that two workers have of one poller."""
    older, newer = sorted((one, other), key=lambda entry: entry["seen_s"])
    counts = {name: one[name] + other[name] for name in ("polls", "unchanged", "errors")}
    # The rates of the workers add up to the rate of the client.
    rates = [1 / entry["interval_ms"] for entry in (one, other) if entry["interval_ms"]]
    # When each worker has had only one poll, the time between the two polls is the interval.
    interval_ms = 1 / sum(rates) if rates else (newer["seen_s"] - older["seen_s"]) * 1000
    return newer | counts | {"interval_ms": interval_ms, "since": min(one["since"], other["since"])}


def _describe(service: Service, row: dict[str, Any], entries: Iterable[_Entry]) -> list[_Entry]:
    @cache
    def lag(investigation_id: str | None, offset: int) -> int:
        return service.feed.lag(row["user_id"], row["head"], investigation_id, offset)

    def describe(entry: _Entry) -> _Entry:
        members = _common_members(entry) | {
            "cursor": event_id(service.store.epoch, entry["offset"]),
            "behind_events": lag(entry["investigation_id"], entry["offset"]),
        }
        return members | (_poll_members(entry) if entry["polls"] else {})

    return [describe(entry) for entry in entries]


def _common_members(entry: _Entry) -> _Entry:
    follows = "everything" if entry["investigation_id"] is None else "investigation"
    members = {name: entry[name] for name in ("user_id", "transport", "client_id")}
    return members | {"follows": follows, "since": _from_unix(entry["since"])}


def _poll_members(entry: _Entry) -> _Entry:
    return {
        "last_poll_at": _from_unix(entry["last_at"]),
        "interval_ms": entry["interval_ms"] and round(entry["interval_ms"]),
        "polls": entry["polls"],
        "errors": entry["errors"],
        "unchanged_share": round(entry["unchanged"] / entry["polls"], 3),
    }


def _from_unix(unix_s: float) -> str:
    return timestamp(datetime.fromtimestamp(unix_s, UTC))
