"""The gap checker: watchers that are cut off all the time hear the same feed as somebody who just polls."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from .verify_options import Options
from .verify_report import Report, report
from .verify_truth import Truth
from .verify_watcher import OF_ALL, Watcher
from .verify_writer import Writer, investigation_of_our_own, writing

# More than the silence after which a connection is given up: 2.5 heartbeats of 30 s.
STALLED_S = 90.0
TICK_S = 0.05
# Streams in which nothing happens notice only at the next heartbeat that nobody wants them any more.
JOIN_S = 2.0


def verify_feed(options: Options) -> Report:
    """Watch, and with no investigation given also write, until it is enough; then compare. Raises WizardError."""
    with ExitStack() as stack:
        client = stack.enter_context(options.client())
        investigations = options.investigations or (stack.enter_context(investigation_of_our_own(client)),)
        truths = [Truth(client, each) for each in investigations]
        _read_on(truths)
        with _watching(options, truths) as watchers:
            writers = _watch(options, watchers)
            _read_on(truths)
            _wait(lambda: all(each.truth.is_reached(each.cursor) for each in watchers), watchers, STALLED_S)
            return report(truths, watchers, writers)


def _watch(options: Options, watchers: list[Watcher]) -> list[Writer]:
    """Wait until it is enough; return those who wrote meanwhile."""
    end = None if options.seconds is None else time.monotonic() + options.seconds

    def is_enough() -> bool:
        return _deliveries(watchers) >= (options.deliveries or 0) if end is None else time.monotonic() >= end

    with ExitStack() as stack:
        own = watchers[0].truth.investigation_id
        writers = stack.enter_context(writing(options, own)) if options.writes else []
        _wait(is_enough, [*watchers, *writers], options.seconds or STALLED_S)
    return writers


def _wait(is_so: Callable[[], bool], threads: Sequence[Watcher | Writer], patience_s: float) -> None:
    """Return when it is so, when nobody was told anything for some time, or when somebody cannot go on."""
    delivered, patient_until = -1, 0.0
    while not is_so() and all(thread.is_alive() for thread in threads):
        told = _deliveries(threads)
        if told != delivered:
            delivered, patient_until = told, time.monotonic() + patience_s
        if time.monotonic() > patient_until:
            return
        time.sleep(TICK_S)


def _deliveries(threads: Sequence[Watcher | Writer]) -> int:
    return sum(len(thread.told) for thread in threads if isinstance(thread, Watcher))


def _read_on(truths: Sequence[Truth]) -> None:
    for truth in truths:
        truth.read_on()


@contextmanager
def _watching(options: Options, truths: Sequence[Truth]) -> Iterator[list[Watcher]]:
    watchers = [_watcher(options, truths[number % len(truths)], number) for number in range(options.watchers)]
    for watcher in watchers:
        watcher.start()
    try:
        yield watchers
    finally:
        for watcher in watchers:
            watcher.stopping.set()
        end = time.monotonic() + JOIN_S
        for watcher in watchers:
            watcher.join(max(0.0, end - time.monotonic()))


def _watcher(options: Options, truth: Truth, number: int) -> Watcher:
    names = list(options.transports)
    if options.writes:
        # The feed is our own: everything that we own tells of it as well.
        names += [name + OF_ALL for name in options.transports]
    rng = random.Random(f"{options.seed}/{number}")  # noqa: S311 - keeps no secret, and must be repeatable
    return Watcher(f"watcher {number}", truth, options.http(), names, rng)
