"""Measure how long the hub of a worker stands still while the database fills and while retention purges it.

    python benchmarks/hub_stalls.py [--megabytes 200] [--writers 64] [--stacks]

The script runs what a gevent worker runs: writes through the writer's thread, the tailer with subscribers, polls, and
then a purge of everything it wrote. A greenlet notes how late it wakes. `--stacks` prints what the hub's thread was
doing during the longest stalls. A stall without a stack is one in which no Python code could run at all.
"""

from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import argparse
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import gevent

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from wizard_service.config import DatabaseSettings, RetentionSettings, StateSettings, StreamSettings
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.identity.revocations import Revocations
from wizard_service.domain.investigations import access, editing, reports
from wizard_service.domain.retention.policy import Retention
from wizard_service.feed.feed import Feed
from wizard_service.store import Backend, open_backend
from wizard_service.store.sqlite.migrations import migrate

TICK_S = 0.002
LATE_S = 0.05
LINES, LINE_CHARACTERS = 10, 5_000
USERS = 8
EVENT_TYPE = "log_appended"
IDLE_TICKS = f"""
import select, sys, time
gaps = []
while True:
    begun = time.perf_counter()
    if select.select([sys.stdin], [], [], {TICK_S})[0]:
        break
    gaps.append(time.perf_counter() - begun - {TICK_S})
print(*gaps)
"""


@dataclass
class Hub:
    """Notes by how much each tick is late. stacks: the hub's stack when a native thread saw that a tick was late."""

    gaps_s: list[float] = field(default_factory=list)
    occupied_s: list[float] = field(default_factory=list)
    stacks: Counter[str] = field(default_factory=Counter)
    ticked_at: float = 0.0
    running: bool = True

    def tick(self) -> None:
        while self.running:
            self.ticked_at, busy_s = time.perf_counter(), time.thread_time()
            gevent.sleep(TICK_S)
            self.occupied_s.append(time.thread_time() - busy_s)
            self.gaps_s.append(time.perf_counter() - self.ticked_at - TICK_S)

    def watch(self, hub_thread: int) -> None:
        sleep = monkey.get_original("time", "sleep")
        while self.running:
            sleep(LATE_S / 5)
            if time.perf_counter() - self.ticked_at > LATE_S:
                frame = sys._current_frames()[hub_thread]
                self.stacks[describe(frame)] += 1


@contextmanager
def observed(name: str, *, stacks: bool) -> Iterator[None]:
    """Observe the hub during the block and print the result.

    Compare how late the ticks are with `machine`: a tick in a process that does nothing else.
    """
    hub = Hub()
    ticker = gevent.spawn(hub.tick)
    get_ident, start = monkey.get_original("_thread", "get_ident"), monkey.get_original("_thread", "start_new_thread")
    gevent.sleep(0)
    start(hub.watch, (get_ident(),))
    begun = time.perf_counter()
    with machine() as idle_gaps_s:
        yield
        idle_gaps = idle_gaps_s()
    hub.running = False
    ticker.join()
    print(f"{name}: {time.perf_counter() - begun:.1f} s")
    print(f"  ticks late by: {distribution(hub.gaps_s)}")
    print(f"  hub busy between ticks: {distribution(hub.occupied_s)}")
    print(f"  machine late by: {distribution(idle_gaps)}")
    if stacks:
        for stack, count in hub.stacks.most_common(12):
            print(f"  {count:4} {stack}")


@contextmanager
def machine() -> Iterator[Callable[[], list[float]]]:
    """Tick in a separate process during the block: what the machine alone delays; call the result after the block."""
    with subprocess.Popen([sys.executable, "-c", IDLE_TICKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield lambda: [float(gap) for gap in process.communicate()[0].split()]


def describe(frame: FrameType) -> str:
    """Return the functions and lines of the service and of this script that a frame was called by, outermost first."""
    own = [call for call in traceback.extract_stack(frame) if "site-packages" not in call.filename]
    return " > ".join(f"{call.name}:{call.lineno}" for call in own[-8:])


def distribution(seconds: list[float]) -> str:
    ms = sorted(1000 * value for value in seconds)
    quantiles = ", ".join(f"p{share:g} {ms[int(len(ms) * share / 100)]:.1f}" for share in (50, 99, 99.9))
    return f"{quantiles}, longest {', '.join(f'{value:.0f}' for value in ms[:-6:-1])} ms"


def write(store: Backend, number: int, until: Callable[[], bool]) -> None:
    """Report log lines to one investigation, and read its state after each report, until the database is full."""
    writer = Caller(Principal(f"user-{number % USERS}", DEFAULT_SCOPES, float("inf")), "USER", "benchmark")
    investigation_id = f"inv-{number}"
    editing.create(store, StateSettings(), writer, {"investigation_id": investigation_id})
    lines = [{"message": "x" * LINE_CHARACTERS} for _ in range(LINES)]
    while not until():
        reports.report(
            store, StateSettings(), writer, investigation_id, {"event_type": EVENT_TYPE, "data": {"lines": lines}}
        )
        access.get_readable(store, writer.principal, investigation_id)


def receive(feed: Feed, number: int) -> None:
    with feed.follow(f"user-{number}", None, 0) as subscription:
        while True:
            subscription.read(10)


def fill(store: Backend, path: Path, options: argparse.Namespace) -> None:
    is_full = lambda: path.stat().st_size / 1e6 >= options.megabytes  # noqa: E731
    gevent.joinall([gevent.spawn(write, store, n, is_full) for n in range(options.writers)], raise_error=True)


def purge(store: Backend) -> Counter[str]:
    retention = Retention(store, RetentionSettings(events_kept_per_feed=10, events_max_age_h=1), 1)
    deleted: Counter[str] = Counter()
    for kind, rows in retention.purge(force=True):
        deleted[kind] += rows
        time.sleep(0.05)
    return deleted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=200)
    parser.add_argument("--writers", type=int, default=64)
    parser.add_argument("--stacks", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder) / "stalls.db", options)


class AgedClock:
    """Is `age` behind: what is written meanwhile is old enough to be purged later."""

    age = timedelta(days=3)

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self.age


def run(path: Path, options: argparse.Namespace) -> None:
    clock = AgedClock()
    migrate(path)
    with closing(open_backend(DatabaseSettings(url=f"sqlite:///{path}"), clock)) as store:
        feed = Feed(store, StreamSettings(), Revocations(store))
        receivers = [gevent.spawn(receive, feed, number) for number in range(USERS)]
        with observed("fill", stacks=options.stacks):
            fill(store, path, options)
        clock.age = timedelta()
        with observed("purge", stacks=options.stacks):
            print(dict(purge(store)))
        gevent.killall(receivers)
        feed.close()


if __name__ == "__main__":
    main()
