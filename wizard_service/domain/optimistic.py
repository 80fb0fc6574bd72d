"""Writes that were prepared against the version read before, outside any transaction."""

from collections.abc import Callable

from ..errors import PreconditionFailed, StorageUnavailable, VersionConflict
from ..store import Store
from .caller import Caller, Outcome
from .idempotency import Change, earlier_outcome, write_once
from .preconditions import Precondition
from .states import Row

# A write that any version may precede is tried again when another one comes between reading and writing.
ATTEMPTS = 20


def write_at_current_version(
    store: Store, caller: Caller, seen: Precondition, find: Callable[[], Row], prepare: Callable[[Row], Change]
) -> Outcome:
    """Find the state, check what the caller has seen of it, prepare the change and write it if the state is still that.

    find: returns the row or raises NotFound. prepare: validates, and returns the change to run in the transaction,
    which raises VersionConflict when the row has moved on.
    Raises StorageUnavailable when any version will do and others were faster each time: there is nothing to decide.
    """
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    for _ in range(ATTEMPTS):
        row = find()
        try:
            seen.check(store, row)
        except (PreconditionFailed, VersionConflict):
            # The same request, sent twice at once, may have made that change itself.
            earlier = earlier_outcome(store, caller)
            if earlier is None:
                raise
            return earlier
        seen.require()
        try:
            return write_once(store, caller, prepare(row))
        except VersionConflict:
            # Either the version the caller has seen is no longer current, which the next check says, or any will do.
            continue
    raise StorageUnavailable("Too many others change this state at the moment.")
