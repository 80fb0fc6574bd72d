"""Who follows an investigation, by what transport, and how far behind (for its owner)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Response

from ..domain.events.types import event_id
from ..domain.identity.principal import READ
from ..domain.investigations.access import get_owned
from ..timestamps import timestamp
from ..web import schemas
from ..web.auth import principal, require_principal
from ..web.blueprint import ApiBlueprint
from ..web.responses import json_response
from ..web.service import current_service

blueprint = ApiBlueprint("connections", __name__, authenticate=require_principal, description="Who follows")

_Place = dict[str, Any]


@blueprint.route("/<investigation_id>/connections", methods=["GET"])
@blueprint.response(200, schemas.Connections)
@blueprint.problems(404)
def connections(investigation_id: str) -> Response:
    """List who polls the investigation, and the streams and sockets that follow it, over all workers of this host.

    For its owner and admins. What other workers know is about a second old.
    """
    service = current_service()
    row = get_owned(service.store, principal(), investigation_id, READ, ("user_id",))

    @cache
    def behind(followed: str | None, offset: int) -> int:
        return service.feed.lag(row["user_id"], row["head"], followed, offset)

    def shown(place: _Place) -> _Place:
        told = _place_members(place) | {
            "cursor": event_id(service.store.epoch, place["offset"]),
            "behind_events": behind(place["investigation_id"], place["offset"]),
        }
        return told | (_poll_members(place) if place["polls"] else {})

    everything = (None, row["user_id"])
    places = [
        place
        for place in service.feed.presence.on_host()
        if place["investigation_id"] == investigation_id or (place["investigation_id"], place["owner"]) == everything
    ]
    listed = [shown(place) for place in sorted(_merged(places), key=lambda place: place["since"])]
    now = timestamp(service.store.clock())
    return json_response({"investigation_id": investigation_id, "timestamp": now, "connections": listed})


def _merged(places: Iterable[_Place]) -> list[_Place]:
    """Make one of the pollers whose requests came to several workers."""
    pollers: dict[tuple[str | None, str, str], _Place] = {}
    merged = []
    for place in places:
        if not place["polls"]:
            merged.append(place)
            continue
        who = (place["investigation_id"], place["user_id"], place["client_id"])
        pollers[who] = _together(pollers[who], place) if who in pollers else place
    return [*merged, *pollers.values()]


def _together(one: _Place, other: _Place) -> _Place:
    older, newer = sorted((one, other), key=lambda place: place["last_at"])
    counts = {name: one[name] + other[name] for name in ("polls", "unchanged", "errors")}
    # What came to each worker at its interval came to both at the sum of the rates.
    rates = [1 / place["interval_ms"] for place in (one, other) if place["interval_ms"]]
    interval_ms = 1 / sum(rates) if rates else (newer["last_at"] - older["last_at"]) * 1000
    return newer | counts | {"interval_ms": interval_ms, "since": min(one["since"], other["since"])}


def _place_members(place: _Place) -> _Place:
    follows = "everything" if place["investigation_id"] is None else "investigation"
    told = {name: place[name] for name in ("user_id", "transport", "client_id")}
    return told | {"follows": follows, "since": _moment(place["since"])}


def _poll_members(place: _Place) -> _Place:
    return {
        "last_poll_at": _moment(place["last_at"]),
        "interval_ms": place["interval_ms"] and round(place["interval_ms"]),
        "polls": place["polls"],
        "errors": place["errors"],
        "unchanged_share": round(place["unchanged"] / place["polls"], 3),
    }


def _moment(unix_s: float) -> str:
    return timestamp(datetime.fromtimestamp(unix_s, UTC))
