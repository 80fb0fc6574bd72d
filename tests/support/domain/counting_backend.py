"""A backend that counts what each change deletes and adds, and that can refuse changes."""

from collections.abc import Sequence
from typing import Any

from wizard_service.errors import StorageUnavailable
from wizard_service.store import Transaction
from wizard_service.store.backend import Change, LockKey, Result
from wizard_service.store.repositories import events
from wizard_service.store.sqlite.backend import SqliteBackend


class CountingBackend(SqliteBackend):
    """Remembers how many events and audit entries each change has deleted and added.

    changes_left: changes that are stored before the storage refuses all others, None for any number.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.deleted: list[int] = []
        self.audited: list[int] = []
        self.changes_left: int | None = None

    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), has_time_limit: bool = False) -> Result:
        def counted(tx: Transaction) -> Result:
            before = [_count(tx, table) for table in ("events", "investigation_audit_log")]
            result = change(tx)
            after = [_count(tx, table) for table in ("events", "investigation_audit_log")]
            self.deleted.append(before[0] - after[0])
            self.audited.append(after[1] - before[1])
            return result

        if self.changes_left == 0:
            raise StorageUnavailable("The storage refuses changes.")
        if self.changes_left is not None:
            self.changes_left -= 1
        return super().write(counted, locks=locks, has_time_limit=has_time_limit)


def _count(tx: Transaction, table: str) -> int:
    ((count,),) = tx.select_tuples(f"SELECT count(*) FROM {table}")
    return int(count)


def event_types(backend: CountingBackend, name: str = "i") -> list[str]:
    """Return the types of the retained events of an investigation in the feed of u1."""
    return [event.event_type for event in events.read_feed(backend, "u1", 0, investigation_id=name, limit=100)]
