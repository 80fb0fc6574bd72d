"""A client whose next events were deleted by retention receives the current state, never a feed with a gap."""

from collections.abc import Iterator

import orjson
import pytest

from wizard_service.config import StateSettings, StreamSettings
from wizard_service.domain.history import deletion
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.identity.principal import READ, WRITE, Principal
from wizard_service.domain.identity.revocations import Revocations
from wizard_service.domain.investigations import editing, reports
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.errors import CursorExpired
from wizard_service.feed.cursor import Cursor
from wizard_service.feed.feed import Feed
from wizard_service.feed.limits.stream_options import StreamOptions
from wizard_service.feed.presence import Connection
from wizard_service.feed.session import FeedSession
from wizard_service.store import Backend, Transaction
from wizard_service.store.models import EventRow
from wizard_service.store.models import Feed as FeedRow

OWNER = Principal("u1", frozenset({READ, WRITE}), 4e9)
CALLER = Caller(OWNER, "USER", "r1")
REPORT = {"event_type": "log_appended", "data": {"lines": [{"message": "m"}]}}


@pytest.fixture
def feed(store: Backend) -> Iterator[Feed]:
    made = Feed(store, StreamSettings(), Revocations(store))
    yield made
    made.close()


def delete(store: Backend, n: int) -> None:
    """Delete the owner's events up to an offset, as retention does."""

    def change(tx: Transaction) -> None:
        for number in range(1, n + 1):
            tx.delete(EventRow, {"owner": "u1", "feed_offset": number})
        tx.update(FeedRow, {"pruned": n}, {"owner": "u1"})

    store.write(change)


def create_and_report(store: Backend, times: int) -> None:
    editing.create(store, StateSettings(), CALLER, {"investigation_id": "i1"})
    for _ in range(times):
        reports.report(store, StateSettings(), CALLER, "i1", REPORT)


def test_a_subscription_raises_when_the_events_it_would_read_next_were_deleted(store: Backend, feed: Feed) -> None:
    create_and_report(store, 5)

    with feed.follow("u1", "i1", 1) as subscription:
        delete(store, 3)
        with pytest.raises(CursorExpired):
            subscription.read(0)


def test_a_client_that_retention_has_overtaken_gets_the_state_and_continues_from_it(store: Backend, feed: Feed) -> None:
    create_and_report(store, 5)
    connection = Connection("c1", "sse", "u1", "i1", "r1", 15)
    session = FeedSession(store, feed, OWNER, connection, StreamOptions())
    _, after = session.opening(Cursor(store.epoch, 1))

    with feed.follow("u1", "i1", after) as subscription:
        delete(store, 3)
        outgoing = session.outgoing(subscription)
        (sync,) = next(outgoing)
        reports.report(store, StateSettings(), CALLER, "i1", REPORT)
        (event,) = next(batch for batch in outgoing if batch)
        outgoing.close()

    synced = orjson.loads(sync.json)["data"]
    assert (synced["sync_reason"], synced["state"]["version"]) == ("cursor_expired", 6)
    assert synced["cursor"] == f"{store.epoch}-6"
    assert orjson.loads(event.json)["id"] == f"{store.epoch}-7"


def test_a_client_that_retention_has_overtaken_is_notified_that_the_investigation_was_deleted(
    store: Backend, feed: Feed
) -> None:
    create_and_report(store, 1)
    session = FeedSession(store, feed, OWNER, Connection("c1", "sse", "u1", "i1", "r1", 15))

    with feed.follow("u1", "i1", 1) as subscription:
        deletion.delete(store, CALLER, "i1", Precondition(any_version=True))
        delete(store, 3)
        (closed,) = [event for batch in session.outgoing(subscription) for event in batch]

    assert orjson.loads(closed.json)["data"] == {"reason": "deleted"}
