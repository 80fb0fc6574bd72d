"""Values in rows of states that the CHECK constraints of the databases would refuse, as bad memory or disks leave."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest
from flask import Flask
from psycopg.sql import SQL, Identifier

from wizard_service.config import DatabaseSettings
from wizard_service.store.sqlite.connection import database_path

# investigation id, column of its state, value
Damage = Callable[[str, str, str], None]

_CHECKS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'investigation_states'::regclass AND contype = 'c'
"""
_TRUST_CHECKS = "UPDATE pg_constraint SET convalidated = true WHERE conrelid = 'investigation_states'::regclass"


@pytest.fixture
def damage(service: Flask) -> Damage:
    """Return a function that stores a value in a column of an investigation's row, whatever the constraints say."""
    settings = service.extensions["wizard"].config.database
    store = _store_in_file if settings.url.startswith("sqlite") else _store_on_server
    return lambda investigation_id, column, value: store(settings, investigation_id, column, value)


def _store_in_file(settings: DatabaseSettings, investigation_id: str, column: str, value: str) -> None:
    with closing(sqlite3.connect(database_path(settings))) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        # A checkpoint by another program would look like a replaced file.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        statement = f"UPDATE investigation_states SET {column} = ? WHERE investigation_id = ?"
        connection.execute(statement, (value, investigation_id))
        connection.commit()


def _store_on_server(settings: DatabaseSettings, investigation_id: str, column: str, value: str) -> None:
    """Take the constraints away and put them back in one transaction; PostgreSQL has no switch for them."""
    update = SQL("UPDATE investigation_states SET {} = %s WHERE investigation_id = %s").format(Identifier(column))
    drop = SQL("ALTER TABLE investigation_states DROP CONSTRAINT {}")
    add = SQL("ALTER TABLE investigation_states ADD CONSTRAINT {} {} NOT VALID")
    with psycopg.connect(settings.url) as connection:
        checks = connection.execute(_CHECKS).fetchall()
        for name, _ in checks:
            connection.execute(drop.format(Identifier(name)))
        connection.execute(update, (value, investigation_id))
        # Triggers that wait for the end of the transaction keep the table from being altered.
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, definition in checks:
            connection.execute(add.format(Identifier(name), SQL(definition)))
        connection.execute(_TRUST_CHECKS)
