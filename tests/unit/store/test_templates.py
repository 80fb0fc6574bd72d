"""The repository of templates: an update applies to the version it was read from, and changes nothing else."""

from typing import Any

import pytest

from wizard_service.store import Backend
from wizard_service.store.repositories import templates

MOMENT = "2026-01-15T12:00:00.000Z"
ROW: dict[str, Any] = {
    "template_id": "t",
    "user_id": "u1",
    "name": "one",
    "description": None,
    "template_json": "{}",
    "placeholders_json": "[]",
    "entity_count": 0,
    "version": 1,
    "usage_count": 0,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "deleted_at": None,
}


@pytest.fixture
def stored(store: Backend) -> dict[str, Any]:
    """Return the row of a stored template, as a change reads it."""
    store.write(lambda tx: templates.insert(tx, ROW))
    row = templates.find(store, "u1", "t")
    assert row
    assert without_checksum(row) == ROW
    return row


def without_checksum(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {name: value for name, value in row.items() if name != "row_checksum"}


def test_an_update_of_an_earlier_version_changes_nothing(store: Backend, stored: dict[str, Any]) -> None:
    assert store.write(lambda tx: templates.update(tx, stored, stored | {"name": "two", "version": 2}))

    assert not store.write(lambda tx: templates.update(tx, stored, stored | {"name": "three", "version": 2}))

    assert without_checksum(templates.find(store, "u1", "t")) == ROW | {"name": "two", "version": 2}


def test_an_update_keeps_a_use_counted_meanwhile(store: Backend, stored: dict[str, Any]) -> None:
    assert store.write(lambda tx: templates.count_use(tx, "t", 1))

    assert store.write(lambda tx: templates.update(tx, stored, stored | {"name": "two", "version": 2}))

    assert without_checksum(templates.find(store, "u1", "t")) == ROW | {"name": "two", "version": 2, "usage_count": 1}


def test_a_use_of_an_earlier_version_is_not_counted(store: Backend, stored: dict[str, Any]) -> None:
    store.write(lambda tx: templates.update(tx, stored, stored | {"name": "two", "version": 2}))

    assert not store.write(lambda tx: templates.count_use(tx, "t", 1))

    assert without_checksum(templates.find(store, "u1", "t")) == ROW | {"name": "two", "version": 2}


def test_only_the_owner_finds_a_template_by_id_or_name(store: Backend, stored: dict[str, Any]) -> None:
    assert templates.find_by_name(store, "u1", "one") == stored
    assert (templates.find(store, "u2", "t"), templates.find_by_name(store, "u2", "one")) == (None, None)
    assert (templates.count(store, "u1"), templates.count(store, "u2")) == (1, 0)
