"""A service does not start when its workers may need more connections than the server admits."""

import psycopg
import pytest

from wizard_service.config import DatabaseSettings
from wizard_service.errors import StorageError
from wizard_service.store.postgresql.kind import KIND


def test_more_workers_than_the_server_has_connections_for_are_refused(postgresql_url: str) -> None:
    settings = DatabaseSettings(postgresql_url, pool_size=20, max_overflow=10)

    with pytest.raises(StorageError, match="64 workers may need 2048 connections, and the server admits 197"):
        KIND.verify_serving(settings, 64)


def test_the_limit_of_the_database_counts_too(postgresql_url: str) -> None:
    settings = DatabaseSettings(postgresql_url, pool_size=5, max_overflow=0)
    KIND.verify_serving(settings, 2)
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 13".encode())

    with pytest.raises(StorageError, match="2 workers may need 14 connections, and the server admits 13"):
        KIND.verify_serving(settings, 2)


def test_a_check_prints_the_connections(postgresql_url: str) -> None:
    lines = [*KIND.check_storage(DatabaseSettings(postgresql_url), 3)]

    assert "connections: up to 51 of the 197 that all hosts share" in lines
