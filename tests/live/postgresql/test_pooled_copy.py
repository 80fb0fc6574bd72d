"""`copy` where a pooler in transaction mode is between a service and the server."""

from collections.abc import Callable
from pathlib import Path

from tests.live.postgresql.conftest import ServeHost


def test_copy_sees_a_service_behind_a_pooler_and_refuses_the_address_of_the_pooler(
    serve_host: ServeHost, postgresql_url: str, pooler: Callable[[str], str], migrated: Path
) -> None:
    target = f"sqlite:///{migrated}"
    service = serve_host(DATABASE_URL=f"{pooler(postgresql_url)}&application_name=billing")

    seen = service.refused("copy", "--from", postgresql_url, "--to", target)
    pooled = service.refused("copy", "--from", pooler(postgresql_url), "--to", target)

    assert "in use: a service has" in seen
    assert "use the address of the server itself" in pooled
