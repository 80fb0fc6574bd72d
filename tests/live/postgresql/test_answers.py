"""One of many answers that reach two hosts at once counts, and all refusals name it."""

from tests.live.postgresql.conftest import ServeHost
from tests.support.live.hosts.answers import assert_one_of_many_answers_counts


def test_one_of_64_answers_counts_on_two_hosts(serve_host: ServeHost, postgresql_url: str) -> None:
    assert_one_of_many_answers_counts([serve_host(DATABASE_URL=postgresql_url) for _ in range(2)])
