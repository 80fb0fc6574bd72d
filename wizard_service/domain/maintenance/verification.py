"""Verification of redundant data: states against events, feeds against offsets, columns against documents."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from ...errors import StorageError
from ...store import Reader, SnapshotReader
from ...store.repositories import integrity, states, usage
from ..investigations.state import Row, columns_of, entity_types_of, unchecked_document_of
from .replay import DAMAGE, Replay, UnreadableEvent, read_replay


@dataclass
class Verification:
    """Counts of what was compared. folded: investigations whose events are all retained from version 1 on."""

    investigations: int = 0
    folded: int = 0
    feeds: int = 0


def differences(store: SnapshotReader, verification: Verification) -> Iterator[str]:
    """Yield one sentence for each difference, and count the comparisons in `verification`.

    Each investigation and each feed is read from its own snapshot, so the service may keep writing. An unreadable one
    is reported as a difference.
    """
    yield from _until_unlisted("investigation", _investigation_differences(store, verification))
    yield from _until_unlisted("feed", _feed_differences(store, verification))
    yield from _until_unlisted("usage row", _usage_differences(store))


def describe_drift(drift: usage.Drift) -> str:
    """Return one sentence about a usage row that differs from the stored rows."""
    counted, stored = drift.counted, drift.stored
    return (
        f"usage of {drift.owner}: {counted.investigations} investigations, {counted.stored_bytes} bytes are counted; "
        f"{stored.investigations} and {stored.stored_bytes} are stored; `purge` corrects it"
    )


def wrong_columns(row: Row) -> Row:
    """Return the correct values of the derived columns whose stored values are wrong."""
    document = unchecked_document_of(row)
    return {name: value for name, value in columns_of(document, document).items() if row[name] != value}


def has_wrong_entity_types(reader: Reader, row: Row) -> bool:
    """Return whether the stored entity types differ from those in the settings."""
    return integrity.entity_types(reader, row["investigation_id"]) != entity_types_of(unchecked_document_of(row))


def _until_unlisted(kind: str, faults: Iterator[str]) -> Iterator[str]:
    """Yield the faults. An error that ends the list of keys early is reported as one more fault."""
    try:
        yield from faults
    except StorageError as error:
        yield f"{kind}s: the others cannot be listed: {error}"


def _investigation_differences(store: SnapshotReader, verification: Verification) -> Iterator[str]:
    for investigation_id in integrity.investigation_ids(store):
        faults = _read(store, partial(_investigation_faults, investigation_id, verification))
        yield from (f"investigation {investigation_id}: {fault}" for fault in faults)


def _feed_differences(store: SnapshotReader, verification: Verification) -> Iterator[str]:
    for owner in integrity.feed_owners(store):
        faults = _read(store, partial(_feed_faults, owner))
        verification.feeds += 1
        yield from (f"feed of {owner}: {fault}" for fault in faults)


def _usage_differences(store: SnapshotReader) -> Iterator[str]:
    with store.snapshot() as reader:
        drifts = list(usage.find_drift(reader))
    yield from map(describe_drift, drifts)


def _read(store: SnapshotReader, check: Callable[[Reader], list[str]]) -> list[str]:
    """Return the faults of one investigation or feed. A read error is reported as a fault."""
    try:
        with store.snapshot() as reader:
            return check(reader)
    except UnreadableEvent as error:
        return [str(error)]
    except (StorageError, *DAMAGE) as error:
        return [f"it cannot be read: {error!r}"]


def _investigation_faults(investigation_id: str, verification: Verification, reader: Reader) -> list[str]:
    row = states.find(reader, investigation_id)
    if row is None:
        return []
    verification.investigations += 1
    faults = [f"column {name} is {row[name]!r}, not {value!r}" for name, value in wrong_columns(row).items()]
    if has_wrong_entity_types(reader, row):
        faults.append("its entity types are not those of its settings")
    replay = read_replay(reader, investigation_id)
    if replay.rows and (replay.faults or replay.version != row["version"]):
        return [*faults, *replay.faults, *_version_fault(replay, row)]
    if replay.starts_at_creation:
        verification.folded += 1
        faults += _fold_fault(replay, row)
    return faults


def _version_fault(replay: Replay, row: Row) -> list[str]:
    if replay.version == row["version"]:
        return []
    return [f"its events end with version {replay.version}, the state is version {row['version']}"]


def _fold_fault(replay: Replay, row: Row) -> list[str]:
    names = replay.other_members(unchecked_document_of(row))
    return [f"folding its events gives another {', '.join(names)}"] if names else []


def _feed_faults(owner: str, reader: Reader) -> list[str]:
    feed = integrity.find_feed(reader, owner)
    count, first, last = integrity.feed_extent(reader, owner)
    faults = []
    if (last or feed["pruned"]) != feed["head"]:
        faults.append(f"its last event is {last}, its counter says {feed['head']}")
    if first is not None and first <= feed["pruned"]:
        faults.append(f"event {first} is there although everything up to {feed['pruned']} counts as purged")
    missing = feed["head"] - feed["pruned"] - count - integrity.lost_events(reader, owner)
    # A deletion removes the investigation's events, so the owner's feed may have gaps.
    if missing > 0 and not integrity.has_deleted_investigations(reader, owner):
        faults.append(f"{missing} events are missing, and no investigation was deleted")
    return faults
