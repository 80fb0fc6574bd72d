"""The identity of a database, and the epoch that belongs to it.

A promoted standby may lack the newest commits, and a restored dump continues from an earlier moment: offsets would be
assigned twice. Each has another system identifier, timeline, or number of the database or its table of events than the
epoch was recorded with.
"""

import logging
import secrets
from dataclasses import astuple, dataclass

from ...timestamps import timestamp, utc_now
from ..checksums import with_checksums
from ..models import Meta
from .connections import WITHOUT_TIME_LIMITS, Connection
from .transaction import named, translated

_log = logging.getLogger(__name__)

# Keys of advisory locks that no change uses: changes use 64-bit keys, these are pairs of 32-bit ones.
_LOCK = "SELECT pg_advisory_xact_lock(1464748626, 1)"
_RECORDED = """
SELECT system_identifier, timeline, database_oid, events_oid, epoch_reason, epoch_began_at,
    (SELECT value FROM meta WHERE key = 'epoch')
FROM database_identity
"""
_RECORD = "UPDATE database_identity SET system_identifier = ?, timeline = ?, database_oid = ?, events_oid = ?"
_SET_ORIGIN = "UPDATE database_identity SET epoch_reason = ?, epoch_began_at = ?"
_SET_EPOCH = "UPDATE meta SET value = ?, row_checksum = ? WHERE key = 'epoch'"
_COPIED = "the database was copied or restored"
# Transaction numbers of another server may be ahead of those of this one: the tail would take them for new events.
_RESET_TRANSACTIONS = "UPDATE events SET commit_xid = '3' WHERE commit_xid >= pg_current_xact_id()"


@dataclass(frozen=True)
class Place:
    """Where a database is: changed by a failover, a restored dump, and a copy."""

    system_identifier: str
    timeline: str
    database_oid: int
    events_oid: int


@dataclass(frozen=True)
class Identity:
    """A database and its epoch. origin: why the epoch began, None for the first one."""

    place: Place
    epoch: str
    origin: str | None

    @property
    def name(self) -> str:
        """The identity as a text of at most 63 characters, the epoch last."""
        return f"{'/'.join(map(str, astuple(self.place)))} {self.epoch}"


def read_place(connection: Connection) -> Place:
    """Return where the connection leads. A standby has no answer and raises an error of the driver."""
    (row,) = connection.execute(translated(named("schema.identity"))).fetchall()
    return Place(*row)


def read_identity(connection: Connection) -> Identity:
    """Return the identity as it is recorded, for the place where the connection leads."""
    return _recorded(connection, read_place(connection))[1]


def find_move(connection: Connection) -> str | None:
    """Return why the next start begins a new epoch, None when it does not."""
    place = read_place(connection)
    recorded, _ = _recorded(connection, place)
    return None if recorded in (None, place) else _reason(recorded, place)


def claim(connection: Connection) -> Identity:
    """Return the identity of the database; begin a new epoch when it is not where the recorded one was."""
    place = read_place(connection)
    recorded, identity = _recorded(connection, place)
    return identity if recorded == place else _claim_locked(connection)


def _claim_locked(connection: Connection) -> Identity:
    with connection.transaction():
        connection.execute(WITHOUT_TIME_LIMITS)
        connection.execute(_LOCK)
        place = read_place(connection)
        recorded, identity = _recorded(connection, place)
        if recorded == place:
            return identity
        connection.execute(translated(_RECORD), astuple(place))
        if recorded is not None:
            begin_epoch(connection, _reason(recorded, place))
        return _recorded(connection, place)[1]


def _recorded(connection: Connection, place: Place) -> tuple[Place | None, Identity]:
    (row,) = connection.execute(translated(_RECORDED)).fetchall()
    *recorded, reason, began_at, epoch = row
    origin = reason and f"since {began_at}: {reason}"
    return None if None in recorded else Place(*recorded), Identity(place, epoch, origin)


def _reason(recorded: Place, place: Place) -> str:
    is_same_cluster = recorded.system_identifier == place.system_identifier
    return "another server was promoted" if is_same_cluster and recorded.timeline != place.timeline else _COPIED


def begin_epoch(connection: Connection, reason: str) -> None:
    """Store a new epoch and why it began, within the transaction of the caller."""
    connection.execute(WITHOUT_TIME_LIMITS)
    epoch = with_checksums(Meta, {"key": "epoch", "value": secrets.token_hex(4)})
    connection.execute(translated(_SET_EPOCH), (epoch["value"], epoch["row_checksum"]))
    connection.execute(translated(_SET_ORIGIN), (reason, timestamp(utc_now())))
    connection.execute(translated(_RESET_TRANSACTIONS))
    _log.warning("New epoch: %s.", reason)
