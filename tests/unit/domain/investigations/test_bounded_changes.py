"""Changes are kept short: sizes are checked before them, and long deletions take several transactions."""

import pytest

from tests.support.domain.counting_backend import CountingBackend
from tests.support.domain.retention import CALLER, LIMITS, create
from wizard_service.domain.history.bulk import archive_many
from wizard_service.domain.investigations import editing
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.errors import TooLarge

ANY = Precondition(any_version=True)
SETTINGS = {
    "name": "n",
    "entities": [{"entity_type": "ip", "entity_id": "1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "t"}],
}
LARGE = {"agents": [{"agent_name": "a", "status": "s" * 600_000}]}


def test_many_investigations_are_archived_in_a_transaction_each(backend: CountingBackend) -> None:
    names = [f"many{n}" for n in range(12)]
    for name in names:
        create(backend, name)
    backend.audited.clear()

    outcome = archive_many(backend, CALLER, [*names, "unknown"])

    assert max(backend.audited) == 1
    assert sum(backend.audited) == 12
    assert '"archived":12,"failed":1' in outcome.body


def test_a_change_that_is_too_large_begins_no_transaction(backend: CountingBackend) -> None:
    backend.deleted.clear()
    settings = {"description": "x" * 60_000} | SETTINGS

    with pytest.raises(TooLarge):
        editing.replace(backend, LIMITS, CALLER, "i", {"progress": LARGE}, ANY)
    with pytest.raises(TooLarge):
        editing.create(backend, LIMITS, CALLER, {"investigation_id": "large", "settings": settings})

    assert backend.deleted == []
