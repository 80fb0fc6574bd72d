"""The changes that a report lists: their groups, and those that a purge or a reused id leaves."""

import itertools

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import CALLER, LIMITS, PRINCIPAL, create, delete, purged, report
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, RUN, Principal
from wizard_service.domain.investigations import reports
from wizard_service.domain.report.rendering import MARKDOWN, RenderedReport, render_report, report_etag
from wizard_service.domain.report.trail import MAX_GROUPS, Trail, read_trail
from wizard_service.domain.retention.policy import Retention
from wizard_service.store import Backend
from wizard_service.store.repositories import audit, states

EXECUTOR = Caller(Principal("executor-7", frozenset({*DEFAULT_SCOPES, RUN}), 9e9), "USER", "request")
LINE = {"event_type": "log_appended", "data": {"lines": [{"message": "line"}]}}


def rendered(store: Backend) -> RenderedReport:
    return render_report(store, PRINCIPAL, "i", MARKDOWN)


def trail_of(store: Backend) -> Trail:
    row = states.find(store, "i")
    assert row is not None
    return read_trail(store, row)


def last_hash(store: Backend) -> str | None:
    return store.write(lambda tx: audit.find_chain_end(tx, "i").last_hash)


def report_alternately(store: Backend, times: int) -> None:
    """Report as often, each time by another caller than before."""
    for _, caller in zip(range(times), itertools.cycle((EXECUTOR, CALLER)), strict=False):
        reports.report(store, LIMITS, caller, "i", LINE)


def test_successive_changes_of_one_actor_are_one_group(store: Backend, clock: MovableClock) -> None:
    create(store)
    report(store, 2)
    began_at = store.write(lambda tx: tx.now)
    reports.report(store, LIMITS, EXECUTOR, "i", LINE)
    clock.move(minutes=1)
    reports.report(store, LIMITS, EXECUTOR, "i", LINE)

    groups = trail_of(store).groups

    assert [(group.actor, group.action_types[0], group.count) for group in groups] == [
        ("u1", "STATE_CREATED", 1),
        ("u1", "PROGRESS_UPDATED", 2),
        ("executor-7", "PROGRESS_UPDATED", 2),
    ]
    assert groups[2].first_at == began_at < groups[2].last_at


def test_a_long_trail_lists_its_newest_changes(store: Backend) -> None:
    create(store)
    report_alternately(store, MAX_GROUPS + 1)

    trail = trail_of(store)

    assert trail.listed == len(trail.groups) == MAX_GROUPS
    note = f"The newest {MAX_GROUPS} of {MAX_GROUPS + 2} changes."
    assert note in rendered(store).body.decode()


def test_a_purge_changes_the_tag_with_the_report(store: Backend, clock: MovableClock, retention: Retention) -> None:
    create(store)
    clock.move(days=91)
    report(store, 9)
    before, hash_before = rendered(store), last_hash(store)
    assert before.etag.endswith('.10"')

    assert purged(retention)["audit_entries"] == 1
    after = rendered(store)

    assert after.body != before.body
    assert after.etag == report_etag(store, PRINCIPAL, "i") == f'{before.etag[:-1]}.since-2"'
    assert trail_of(store).last_hash == hash_before


def test_the_last_hash_outlives_all_entries(store: Backend, clock: MovableClock, retention: Retention) -> None:
    create(store)
    report(store, 3)
    hash_before = last_hash(store)
    clock.move(days=91)

    purged(retention, force=True)
    after = rendered(store)

    assert trail_of(store) == Trail((), hash_before, None)
    assert hash_before in after.body.decode()
    assert after.etag == report_etag(store, PRINCIPAL, "i")
    assert after.etag.endswith('.4.since-end"')


def test_a_reused_id_has_the_changes_of_its_own_investigation(store: Backend) -> None:
    create(store)
    report(store, 3)
    delete(store)
    create(store)

    trail = trail_of(store)

    assert [(group.action_types[0], group.count) for group in trail.groups] == [("STATE_CREATED", 1)]
    assert trail.last_hash == last_hash(store)
