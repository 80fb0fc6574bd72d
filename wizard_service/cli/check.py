"""The status lines that `check` prints after its verdicts."""

from collections.abc import Iterator
from contextlib import closing

from ..config import Config
from ..domain.retention.clock_guard import CHECKED_AT, SUSPECTED_AT, check_moments
from ..domain.retention.policy import Retention
from ..store import open_backend
from ..timestamps import timestamp


def status_lines(config: Config) -> Iterator[str]:
    """Yield one line each about the epoch, the clock, and what a purge would delete."""
    with closing(open_backend(config.database)) as store:
        yield f"epoch {store.epoch}"
        moments = check_moments(store)
        checked = f", last checked by a purge {timestamp(moments[CHECKED_AT])}" if CHECKED_AT in moments else ""
        suspected_at = moments.get(SUSPECTED_AT)
        suspected = f", SUSPECTED since {timestamp(suspected_at)}: see `purge --help`" if suspected_at else ""
        yield f"clock {timestamp(store.clock())}{checked}{suspected}"
        expired = Retention(store, config.retention, config.state.history_max_age_days).count_expired()
        yield "to be purged: " + (", ".join(f"{rows} {kind}" for kind, rows in expired.items() if rows) or "nothing")
