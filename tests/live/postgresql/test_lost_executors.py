"""Two hosts with one PostgreSQL server announce the loss of a killed executor once (contract section 11)."""

from contextlib import ExitStack

import pytest

from tests.live.postgresql.conftest import ServeHost
from tests.support.live.executor_processes import prove_one_loss
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def test_one_of_two_hosts_announces_a_killed_executor(serve_host: ServeHost, postgresql_url: str) -> None:
    unlimited = {"DATABASE_URL": postgresql_url, "WIZARD_POLLING_RATE_LIMIT_PER_S": "0"}
    hosts = [serve_host(**unlimited) for _ in range(2)]

    with ExitStack() as opened:
        first, second = (Person(host, opened, "owner") for host in hosts)
        prove_one_loss(first, second)
