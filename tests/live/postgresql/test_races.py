"""Exactly one of the requests wins that reach two hosts at once. `scripts/bench races` runs a thousand rounds."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.support.live.hosts.races import RACES, Race, RaceTrack
from tests.support.live.users import serving
from tests.support.postgresql_server import PostgresqlServer

ROUNDS = 3


@pytest.fixture(scope="module")
def track(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgresqlServer, migrated_postgresql: str
) -> Iterator[RaceTrack]:
    url = postgresql_server.create_database(migrated_postgresql)
    with ExitStack() as opened:
        servers = [
            opened.enter_context(serving(tmp_path_factory.mktemp("host"), workers=1, DATABASE_URL=url))
            for _ in range(2)
        ]
        yield opened.enter_context(closing(RaceTrack(servers)))
        servers[0].verify()


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_exactly_one_request_wins_on_two_hosts(track: RaceTrack, race: Race) -> None:
    person = track.person()
    for _ in range(ROUNDS):
        race(track, person)
