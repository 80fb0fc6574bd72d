"""The tail of the event log: everything that has been committed since a snapshot.

Numbers of a sequence do not follow commits, so a reader by number would miss the events of a transaction that commits
late. A snapshot names every transaction that was in progress: the events that it does not show and a later one does are
exactly those that were committed in between. Within a feed their offsets follow the commits.

After a crash, a server reuses the numbers of transactions that had not reached its log on disk, such as those rolled
back just before. A snapshot calls them finished, so an event of the new transaction would be missed.
A position therefore keeps of a snapshot only what it says about transactions up to the newest one with an event: that
one was committed, so the log holds its number.
"""

from dataclasses import dataclass, replace
from typing import Any

from ..backend import Reader, StoredEvent

_NUMBERS_PER_ROUND, _FIRST_OF_ROUND = 2**32, 3


@dataclass(frozen=True)
class TailPosition:
    """All events that `snapshot` shows were read.

    newest: the highest number of an event that was read. until, owner, offset: of a batch that was cut short, the
    snapshot of its statement, and its last event.
    """

    snapshot: str
    newest: int
    until: str | None = None
    owner: str = ""
    offset: int = 0


def tail_end(reader: Reader) -> TailPosition:
    """Return the position after everything that is committed."""
    ((snapshot, newest_xid, newest),) = reader.select_tuples(reader.sql("events.tail_end"))
    return TailPosition(_cut_after(snapshot, newest_xid), newest)


def read(reader: Reader, position: TailPosition, limit: int) -> tuple[TailPosition, list[StoredEvent]]:
    """Return at most `limit` events after a position, each feed in order, and the position after them."""
    rows = _rows(reader, position, limit)
    if not rows:
        return _complete(position), []
    newest = max(position.newest, *(row[2] for row in rows))
    until = position.until or _cut_after(*rows[0][:2])
    events = [StoredEvent(*row[3:]) for row in rows]
    if len(rows) < limit:
        return TailPosition(until, newest), events
    return replace(position, newest=newest, until=until, owner=events[-1].owner, offset=events[-1].offset), events


def _cut_after(snapshot: str, newest_xid: int) -> str:
    """Return the snapshot (`xmin:xmax:running,...`) as if no transaction after the newest one had begun."""
    xmin, xmax, running = snapshot.split(":")
    end = min(int(xmax), _number_after(newest_xid))
    kept = [number for number in running.split(",") if number and int(number) < end]
    return f"{min(int(xmin), end)}:{end}:{','.join(kept)}"


def _number_after(xid: int) -> int:
    """Return the number that the server assigns next: it leaves out those whose lower 32 bits are 0, 1 and 2."""
    following = xid + 1
    return following if following % _NUMBERS_PER_ROUND else following + _FIRST_OF_ROUND


def _rows(reader: Reader, position: TailPosition, limit: int) -> list[tuple[Any, ...]]:
    snapshot = position.snapshot
    if position.until is None:
        return reader.select_tuples(reader.sql("events.tail"), (snapshot, snapshot, limit))
    values = (snapshot, snapshot, position.until, position.owner, position.offset, limit)
    return reader.select_tuples(reader.sql("events.rest_of_tail"), values)


def _complete(position: TailPosition) -> TailPosition:
    return position if position.until is None else TailPosition(position.until, position.newest)
