"""The events that a user who has lost an investigation may still receive."""

from wizard_service.config import StateSettings
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.identity.principal import READ, WRITE, Principal
from wizard_service.domain.investigations import editing, reports, sharing
from wizard_service.feed.closing import CloseReason
from wizard_service.feed.frames import encode
from wizard_service.feed.visibility import filter_after_access_change
from wizard_service.store import Backend

OWNER, VIEWER = (Caller(Principal(name, frozenset({READ, WRITE}), 4e9), "USER", name) for name in ("u1", "u2"))


def log(store: Backend, message: str) -> None:
    report = {"event_type": "log_appended", "data": {"lines": [{"message": message}]}}
    reports.report(store, StateSettings(), OWNER, "i1", report)


def test_changes_of_other_users_access_end_nothing(store: Backend) -> None:
    editing.create(store, StateSettings(), OWNER, {"investigation_id": "i1"})
    sharing.share(store, OWNER, "i1", VIEWER.user_id, "viewer")
    sharing.accept(store, VIEWER, "i1")
    before = store.tail_end()
    sharing.share(store, OWNER, "i1", "other", "viewer")
    sharing.share(store, OWNER, "i1", VIEWER.user_id, "editor")
    log(store, "seen")
    sharing.unshare(store, OWNER, "i1", "other")
    sharing.unshare(store, OWNER, "i1", VIEWER.user_id)
    log(store, "unseen")
    _, events = store.read_tail(before, 100)
    messages = [encode(event, store.epoch) for event in events]

    permitted, reason = filter_after_access_change(store, VIEWER.principal, OWNER.user_id, "i1", messages)

    assert (permitted, reason) == (messages[:5], CloseReason.ACCESS_REVOKED)
    assert [message.event_type for message in messages[5:]] == ["log_appended"]
