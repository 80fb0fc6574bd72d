"""Old template versions are deleted when nothing refers to them."""

from typing import Any

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import CALLER, LIMITS, retention_with
from tests.support.domain.retention import purged as purged_once
from tests.support.store.query_plans import plans_of, scans_or_sorts
from wizard_service.domain.history import deletion
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.retention.policy import batches
from wizard_service.domain.templates import apply, reading
from wizard_service.domain.templates import editing as templates
from wizard_service.errors import NotFound
from wizard_service.store import Backend
from wizard_service.store.repositories import retention

ANY = Precondition(any_version=True)


@pytest.fixture
def template_id(store: Backend, settings: dict[str, Any]) -> str:
    """Return a template of one version."""
    return templates.create(store, LIMITS, CALLER, {"name": "t", "settings": settings}).investigation_id


def described(store: Backend, template_id: str, *descriptions: str) -> None:
    """Make a version with each description."""
    for description in descriptions:
        templates.replace(store, LIMITS, CALLER, template_id, {"description": description}, ANY)


def kept(store: Backend, template_id: str) -> list[int]:
    return sorted(row["version"] for row in reading.list_versions(store, CALLER.principal, template_id))


def purged(store: Backend) -> int:
    """Purge until nothing is deleted, and return how many versions were."""
    versions, retention = 0, retention_with(store)
    while dropped := purged_once(retention, force=True):
        versions += dropped.get("template_versions", 0)
    return versions


def test_old_versions_are_deleted_and_the_newest_stays(store: Backend, clock: MovableClock, template_id: str) -> None:
    described(store, template_id, *map(str, range(batches.TEMPLATE_BATCH + 10)))
    clock.move(days=90, seconds=1)

    assert purged(store) == batches.TEMPLATE_BATCH + 10

    newest = batches.TEMPLATE_BATCH + 11
    assert kept(store, template_id) == [newest]
    assert reading.read_template(store, CALLER.principal, template_id)["version"] == newest
    with pytest.raises(NotFound):
        reading.read_version(store, CALLER.principal, template_id, 1)
    described(store, template_id, "goes on")
    assert kept(store, template_id) == [newest, newest + 1]


def test_a_version_that_was_the_newest_until_recently_stays_as_long_as_its_audit_entries(
    store: Backend, clock: MovableClock, template_id: str
) -> None:
    clock.move(days=80)
    described(store, template_id, "later")
    clock.move(days=80)

    assert (purged(store), kept(store, template_id)) == (0, [1, 2])
    clock.move(days=10, seconds=1)
    assert (purged(store), kept(store, template_id)) == (1, [2])


def test_a_version_stays_as_long_as_an_investigation_was_made_from_it(
    store: Backend, clock: MovableClock, template_id: str
) -> None:
    described(store, template_id, "of this one")
    apply.apply_template(store, LIMITS, CALLER, template_id, {"investigation_id": "made"})
    described(store, template_id, "later")
    clock.move(days=90, seconds=1)

    assert (purged(store), kept(store, template_id)) == (1, [2, 3])
    assert reading.read_version(store, CALLER.principal, template_id, 2)["description"] == "of this one"

    deletion.delete(store, CALLER, "made", ANY)
    assert (purged(store), kept(store, template_id)) == (1, [3])


def test_a_deleted_template_keeps_its_newest_version_and_can_be_restored(
    store: Backend, clock: MovableClock, template_id: str
) -> None:
    described(store, template_id, "last")
    templates.delete(store, CALLER, template_id, ANY)
    clock.move(days=90, seconds=1)

    assert (purged(store), kept(store, template_id)) == (2, [3])

    templates.restore(store, LIMITS, CALLER, template_id)
    assert reading.read_template(store, CALLER.principal, template_id)["description"] == "last"


def test_unreferenced_versions_are_found_by_indexes(store: Backend) -> None:
    (steps,) = plans_of(store, lambda: retention.count_template_versions(store, "2026")).values()

    assert steps
    assert scans_or_sorts(steps) == []
