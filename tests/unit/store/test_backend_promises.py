"""Each backend keeps every promise of the seam, and a backend that breaks one fails its check."""

from collections.abc import Callable

import pytest

from tests.support.store import backend_promises as promises
from tests.support.store import broken_backends as broken
from tests.support.store import change_time
from tests.support.store.backend_promises import Check, OpenBackend
from wizard_service.config import Config, DatabaseSettings
from wizard_service.store import Backend
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.sqlite.backend import SqliteBackend

BACKENDS: dict[str, Callable[..., Backend]] = {"sqlite": SqliteBackend, "postgresql": PostgresqlBackend}
DOUBLES: dict[Check, type[SqliteBackend]] = {
    promises.is_atomic: broken.KeepsHalfAChange,
    promises.is_durable: broken.AnswersBeforeItStores,
    promises.is_isolated_under_its_locks: broken.ReadsBeforeItLocks,
    promises.has_an_ordered_tail: broken.ReversesItsTail,
    promises.reads_a_snapshot_of_one_moment: broken.ReadsOneByOne,
    promises.runs_a_change_again_after_a_transient_error: broken.NeverTriesAgain,
    promises.waits_for_other_writers_not_longer_than_it_may: broken.WaitsForEver,
    change_time.refuses_a_change_that_works_for_too_long: broken.LimitsNothing,
    change_time.accepts_a_change_that_waits: broken.CountsTimeOfWaiting,
    promises.notices_commits_of_others: broken.IgnoresOtherProcesses,
    promises.raises_the_errors_of_the_seam_alone: broken.LetsDriverErrorsPass,
    promises.loses_a_best_effort_write_in_silence: broken.RaisesForBestEffort,
}


def opener(make: Callable[..., Backend], url: str) -> OpenBackend:
    """Return a function that opens a database with settings."""
    return lambda **settings: make(DatabaseSettings(url=url, **settings))


@pytest.mark.parametrize("database", BACKENDS)
@pytest.mark.parametrize("check", DOUBLES, ids=lambda check: check.__name__)
def test_backend_keeps_its_promise(database_url: str, database: str, check: Check) -> None:
    check(opener(BACKENDS[database], database_url))


@pytest.mark.sqlite
@pytest.mark.parametrize("check", DOUBLES, ids=lambda check: check.__name__)
def test_backend_that_breaks_the_promise_fails_its_check(config: Config, check: Check) -> None:
    with pytest.raises((AssertionError, promises.ChangeError, TimeoutError)):
        check(opener(DOUBLES[check], config.database.url))
