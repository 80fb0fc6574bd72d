"""A service continues on a standby that is promoted, in a new epoch, through a pooler as well."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live.postgresql.conftest import ServeHost, running_pooler
from tests.live.postgresql.test_failover import epoch
from tests.support.live.users import Person
from tests.support.postgresql_server import PostgresqlServer, find_programs
from tests.support.store.processes import wait_until
from wizard_service.config import DatabaseSettings
from wizard_service.store.postgresql.migrations import migrate


class Cluster:
    """A primary and its standby, and `current`, a link to the folder of the one that clients are led to."""

    def __init__(self, folder: Path) -> None:
        self.current = folder / "current"
        self.primary, self.standby = (self._server(folder / name) for name in ("primary", "standby"))
        self.primary.start()
        self.url = self.primary.create_database()
        migrate(DatabaseSettings(self.url))
        self._lead_to(self.primary)
        self.standby.start_as_standby_of(self.primary)

    def fail_over(self) -> None:
        self.primary.stop()
        self.standby.promote()
        self._lead_to(self.standby)

    def _server(self, folder: Path) -> PostgresqlServer:
        folder.mkdir()
        return PostgresqlServer(find_programs(), folder)

    def _lead_to(self, server: PostgresqlServer) -> None:
        self.current.unlink(missing_ok=True)
        self.current.symlink_to(server.folder)


@pytest.fixture
def cluster(postgresql_server: PostgresqlServer) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="wizard-pg-", dir=postgresql_server.folder.parent) as name:
        folder = Path(name)
        # The programs of the server run as another user.
        folder.chmod(0o755)
        cluster = Cluster(folder)
        yield cluster
        cluster.standby.stop()


def direct_url(cluster: Cluster, opened: ExitStack) -> str:
    """Return an address with both hosts."""
    return cluster.url.replace("host=", f"host={cluster.standby.folder},")


def pooled_url(cluster: Cluster, opened: ExitStack) -> str:
    return opened.enter_context(running_pooler(cluster.primary, cluster.current))(cluster.url)


@pytest.mark.parametrize("url_of", [direct_url, pooled_url])
def test_a_service_continues_on_the_promoted_standby_in_a_new_epoch(
    serve_host: ServeHost, cluster: Cluster, url_of: Callable[[Cluster, ExitStack], str]
) -> None:
    with ExitStack() as opened:
        service = serve_host(DATABASE_URL=url_of(cluster, opened))
        owner = Person(service, opened, "owner")
        investigation_id = owner.create()
        before, cursor = epoch(service), owner.cursor(investigation_id)
        stream = owner.stream(f"/{investigation_id}/stream?last_event_id={cursor}")

        cluster.fail_over()

        stream.wait_end()
        wait_until(lambda: epoch(service) not in ("", before))
        assert owner.call("GET", f"/{investigation_id}/poll?last_event_id={cursor}").problem == (410, "cursor_expired")
        assert owner.log(investigation_id, "after")["id"].startswith(epoch(service))
    assert "The database has moved" in service.log()
