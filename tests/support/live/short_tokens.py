"""Streams and sockets that are opened with a token that ends soon."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.support.live.users import Person, PersonFor

Opened = TypeVar("Opened")


def opened_in_time(person_for: PersonFor, user_id: str, open_all: Callable[[Person], Opened]) -> tuple[Person, Opened]:
    """Open with a token that is good for two seconds, on a busy machine with one that is good for longer."""
    for ttl_s in (2, 4, 8, 16, 32, 64):
        brief = person_for(user_id, ttl_s=ttl_s)
        with suppress(InvalidStatus, ConnectionClosed):
            opened = open_all(brief)
            if brief.call("GET", "/active").status == 200:
                return brief, opened
    raise AssertionError("not even a minute was enough")
