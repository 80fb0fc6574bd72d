"""An open session whose database cannot be read waits, and continues where it was when the database is back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from wizard_service.config import StateSettings, StreamSettings
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.identity.principal import READ, WRITE, Principal
from wizard_service.domain.identity.revocations import Revocations
from wizard_service.domain.investigations import commands, editing, reports, sharing
from wizard_service.errors import StorageError
from wizard_service.feed.closing import CloseReason
from wizard_service.feed.control_events import Outgoing
from wizard_service.feed.feed import Feed
from wizard_service.feed.limits.stream_options import StreamOptions
from wizard_service.feed.presence import Connection
from wizard_service.feed.session import FeedSession
from wizard_service.feed.subscription import Subscription
from wizard_service.store import Backend

OWNER = Principal("u1", frozenset({READ, WRITE}), 4e9)
VIEWER = Principal("u2", frozenset({READ, WRITE}), 4e9)
CALLER = Caller(OWNER, "USER", "r1")
# Sessions whose storage fails try again after this time at the latest.
HEARTBEAT_S = 1


@pytest.fixture
def feed(store: Backend) -> Iterator[Feed]:
    made = Feed(store, StreamSettings(), Revocations(store))
    yield made
    made.close()


@contextmanager
def unreadable(store: Backend, database: Path) -> Iterator[None]:
    """Move the database away for the block; a worker that notices refuses to read until it is back."""
    moved = database.with_name("moved.db")
    database.rename(moved)
    with suppress(StorageError):
        store.watch()
    yield
    moved.rename(database)
    store.watch()


def session_of(store: Backend, feed: Feed, principal: Principal, options: StreamOptions | None = None) -> FeedSession:
    connection = Connection("c1", "sse", principal.user_id, "i1", "r1", HEARTBEAT_S)
    return FeedSession(store, feed, principal, connection, options)


@contextmanager
def following(session: FeedSession, feed: Feed) -> Iterator[tuple[Subscription, Iterator[list[Outgoing]]]]:
    """Open the session, and wait until it has nothing more to send."""
    _, after = session.opening(None)
    with feed.follow(session.owner, "i1", after) as subscription:
        outgoing = session.outgoing(subscription)
        assert next(outgoing) == []
        yield subscription, outgoing


def log(store: Backend, message: str) -> None:
    report = {"event_type": "log_appended", "data": {"lines": [{"message": message}]}}
    reports.report(store, StateSettings(), CALLER, "i1", report)


def types_until(outgoing: Iterator[list[Outgoing]], last: str | None, times: int = 1) -> list[str]:
    """Return the event types up to the batch in which `last` comes for the `times`th time, or to the end for None."""
    types: list[str] = []
    for batch in outgoing:
        types += [event.event_type for event in batch]
        if types.count(str(last)) >= times:
            break
    return types


def types_while_unreadable(outgoing: Iterator[list[Outgoing]]) -> list[str]:
    """Return the types of the feed's events that come before the second heartbeat; the first may be due already."""
    return feed_types(types_until(outgoing, "heartbeat", 2))


def queue_all(subscription: Subscription, store: Backend, change: Callable[[], object]) -> None:
    """Have `change` queue its events while the session does not read."""
    subscription.wake.clear()
    change()
    assert subscription.wake.wait(30)


def feed_types(types: list[str]) -> list[str]:
    return [name for name in types if name not in ("heartbeat", "persistence_degraded", "persistence_restored")]


@pytest.fixture
def shared(store: Backend) -> None:
    editing.create(store, StateSettings(), CALLER, {"investigation_id": "i1"})
    sharing.share(store, CALLER, "i1", VIEWER.user_id, "viewer")
    sharing.accept(store, Caller(VIEWER, "USER", "r2"), "i1")


@pytest.mark.usefixtures("shared")
def test_events_after_a_change_of_access_are_held_until_it_can_be_checked_and_come_once(
    store: Backend, feed: Feed, database_file: Path
) -> None:
    session = session_of(store, feed, VIEWER)

    with following(session, feed) as (subscription, outgoing):
        queue_all(subscription, store, lambda: sharing.share(store, CALLER, "i1", VIEWER.user_id, "editor"))
        with unreadable(store, database_file):
            during = types_while_unreadable(outgoing)
        log(store, "later")
        after_healing = types_until(outgoing, "log_appended")
        outgoing.close()

    assert during == []
    assert feed_types(after_healing) == ["access_changed", "log_appended"]


@pytest.mark.usefixtures("shared")
def test_a_listener_that_lost_its_access_meanwhile_receives_that_and_nothing_later(
    store: Backend, feed: Feed, database_file: Path
) -> None:
    session = session_of(store, feed, VIEWER)

    with following(session, feed) as (subscription, outgoing):
        queue_all(subscription, store, lambda: sharing.unshare(store, CALLER, "i1", VIEWER.user_id))
        log(store, "secret")
        with unreadable(store, database_file):
            during = types_while_unreadable(outgoing)
        after_healing = types_until(outgoing, None)

    assert during == []
    assert feed_types(after_healing) == ["access_changed", "connection_closed"]
    assert session.close_reason is CloseReason.ACCESS_REVOKED


@pytest.mark.usefixtures("shared")
def test_a_stream_that_has_to_end_with_the_final_event_ends_when_the_status_can_be_read(
    store: Backend, feed: Feed, database_file: Path
) -> None:
    commands.cancel(store, CALLER, "i1")
    session = session_of(store, feed, OWNER, StreamOptions(until_completed=True))
    _, after = session.opening(None)

    with feed.follow("u1", "i1", after) as subscription:
        outgoing = session.outgoing(subscription)
        with unreadable(store, database_file):
            during = types_while_unreadable(outgoing)
        after_healing = types_until(outgoing, None)

    assert during == []
    assert feed_types(after_healing) == ["connection_closed"]
    assert session.close_reason is CloseReason.COMPLETED


@pytest.mark.usefixtures("shared")
def test_a_requested_sync_is_sent_once_when_the_state_can_be_read(
    store: Backend, feed: Feed, database_file: Path
) -> None:
    session = session_of(store, feed, OWNER)

    with following(session, feed) as (_, outgoing):
        with unreadable(store, database_file):
            session.request_sync()
            during = types_while_unreadable(outgoing)
        synced = types_until(outgoing, "state_sync")
        log(store, "later")
        after_sync = types_until(outgoing, "log_appended")
        outgoing.close()

    assert (during, feed_types(synced), feed_types(after_sync)) == ([], ["state_sync"], ["log_appended"])


@pytest.mark.usefixtures("shared")
def test_a_session_is_not_opened_while_the_log_cannot_be_read(store: Backend, feed: Feed, database_file: Path) -> None:
    session = session_of(store, feed, OWNER)

    with unreadable(store, database_file), pytest.raises(StorageError):
        session.opening(None)
