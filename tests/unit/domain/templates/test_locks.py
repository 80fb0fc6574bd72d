"""Changes that check the number or the names of a user's templates hold the lock of that user's templates."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest

from tests.support.domain.retention import CALLER, LIMITS
from wizard_service.config import Config
from wizard_service.domain.history.archive import archive_investigation, restore_investigation
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.templates import editing
from wizard_service.domain.templates.apply import apply_template
from wizard_service.store import Change
from wizard_service.store.backend import LockKey, Result
from wizard_service.store.sqlite.backend import SqliteBackend

ANY = Precondition(any_version=True)
TEMPLATES = ("templates", CALLER.user_id)
Act = Callable[[SqliteBackend, str], object]
CHANGES: dict[str, Act] = {
    "replace": lambda store, template_id: editing.replace(store, LIMITS, CALLER, template_id, {"name": "renamed"}, ANY),
    "delete": lambda store, template_id: editing.delete(store, CALLER, template_id, ANY),
    "restore": lambda store, template_id: editing.restore(store, LIMITS, CALLER, template_id),
    "apply": lambda store, template_id: apply_template(store, LIMITS, CALLER, template_id, {}),
}


class RecordingBackend(SqliteBackend):
    """Remembers the locks of the newest change; SQLite itself ignores them."""

    locks: Sequence[LockKey] = ()

    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        self.locks = locks
        return super().write(change, locks=locks, has_time_limit=has_time_limit)


@pytest.fixture
def backend(config: Config) -> Iterator[RecordingBackend]:
    with closing(RecordingBackend(config.database)) as opened:
        yield opened


def create(backend: RecordingBackend, settings: dict[str, Any]) -> str:
    return editing.create(backend, LIMITS, CALLER, {"name": "t", "settings": settings}).investigation_id


def test_creating_a_template_holds_the_lock_of_the_users_templates(
    backend: RecordingBackend, settings: dict[str, Any]
) -> None:
    create(backend, settings)

    assert TEMPLATES in backend.locks


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_and_use_of_a_template_holds_the_lock_of_the_users_templates(
    backend: RecordingBackend, settings: dict[str, Any], change: Act
) -> None:
    template_id = create(backend, settings)
    backend.locks = ()

    change(backend, template_id)

    assert TEMPLATES in backend.locks


def test_archiving_and_restoring_hold_the_locks_of_their_investigations(
    backend: RecordingBackend, settings: dict[str, Any]
) -> None:
    template_id = create(backend, settings)
    ids = [apply_template(backend, LIMITS, CALLER, template_id, {}).investigation_id for _ in range(2)]

    for act in (archive_investigation, restore_investigation):
        act(backend, CALLER, ids[0])
        assert list(backend.locks) == [("investigation", ids[0])]
