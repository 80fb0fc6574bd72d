"""What `check` tells beside ok: what an operator wants to know at a glance."""

from collections.abc import Iterator
from contextlib import closing

from ..config import Config
from ..domain.retention.clock_guard import SEEN, SUSPECTED_AT, moments
from ..domain.retention.policy import Retention
from ..store import open_backend
from ..timestamps import timestamp


def status_lines(config: Config) -> Iterator[str]:
    """Yield one line each: epoch, clock, and what a purge would drop."""
    with closing(open_backend(config.database)) as store:
        yield f"epoch {store.epoch}"
        looks = moments(store.reader)
        seen = f", last purge looked at {timestamp(looks[SEEN])}" if SEEN in looks else ""
        doubt = (
            f", NOT BELIEVED since {timestamp(looks[SUSPECTED_AT])}: see `purge --help`"
            if SUSPECTED_AT in looks
            else ""
        )
        yield f"clock {timestamp(store.clock())}{seen}{doubt}"
        expired = Retention(store, config.retention, config.state.history_max_age_days).expired()
        yield "to be purged: " + (", ".join(f"{rows} {kind}" for kind, rows in expired.items() if rows) or "nothing")
