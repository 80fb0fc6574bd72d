"""What the gap checker found, in figures and in words.

The gap checker: watchers that are cut off all the time hear the same feed as somebody who just polls.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from .faults import KINDS, Fault, find_faults, find_write_faults
from .options import Options
from .reference import ReferenceFeed
from .watcher import OF_ALL, Watcher
from .writer import Writer, investigation_of_our_own, writing

SHOWN = 5


@dataclass(frozen=True)
class Report:
    """faults: who was told wrongly, and what. errors: who could not go on, and why."""

    watchers: int
    events: int
    acknowledged: int
    by_transport: dict[str, int]
    switches: int
    disconnects: int
    interruptions: int
    faults: list[tuple[str, Fault]]
    errors: list[str]

    @property
    def deliveries(self) -> int:
        return sum(self.by_transport.values())

    @property
    def is_clean(self) -> bool:
        return not (self.faults or self.errors)

    def lines(self) -> Iterator[str]:
        """Yield the figures, then a line for each kind of fault that names the first few."""
        yield f"watchers {self.watchers}, events {self.events}, acknowledged {self.acknowledged}"
        shares = ", ".join(f"{by} {deliveries}" for by, deliveries in sorted(self.by_transport.items()))
        yield f"deliveries {self.deliveries} ({shares or 'none'})"
        yield f"switches {self.switches}, disconnects {self.disconnects}, interruptions {self.interruptions}"
        found = Counter(fault.kind for _, fault in self.faults)
        yield ", ".join(f"{kind} {found[kind]}" for kind in KINDS)
        for kind in found:
            named = [f"{each.event_id} ({who}, {each.by})" for who, each in self.faults if each.kind == kind]
            yield f"{kind}: {', '.join(named[:SHOWN])}{', ...' if len(named) > SHOWN else ''}"
        yield from self.errors


def report(truths: Sequence[ReferenceFeed], watchers: Sequence[Watcher], writers: Sequence[Writer]) -> Report:
    """Compare what each watcher was told, and each writer was promised, with the feeds as polls tell them."""
    threads: list[Watcher | Writer] = [*watchers, *writers]
    return Report(
        watchers=len(watchers),
        events=sum(len(truth.feed()) for truth in truths),
        acknowledged=sum(len(writer.acknowledged) for writer in writers),
        by_transport=Counter(told.by for watcher in watchers for told in watcher.told),
        switches=sum(watcher.switches for watcher in watchers),
        disconnects=sum(watcher.disconnects for watcher in watchers),
        interruptions=sum(watcher.interruptions for watcher in watchers),
        faults=[*_watchers_faults(truths, watchers), *_writers_faults(truths, writers)],
        errors=[f"{thread.name} could not go on: {thread.error!r}" for thread in threads if thread.error],
    )


def _watchers_faults(truths: Sequence[ReferenceFeed], watchers: Sequence[Watcher]) -> Iterator[tuple[str, Fault]]:
    feeds = {truth.investigation_id: truth.feed() for truth in truths}
    told = [("plain polls", truth, truth.told) for truth in truths]
    told += [(watcher.name, watcher.truth, watcher.truth.up_to_here(watcher.told)) for watcher in watchers]
    for who, truth, heard in told:
        for fault in find_faults(feeds[truth.investigation_id], heard):
            yield who, fault


def _writers_faults(truths: Sequence[ReferenceFeed], writers: Sequence[Writer]) -> Iterator[tuple[str, Fault]]:
    acknowledged = {event_id: line for writer in writers for event_id, line in writer.acknowledged.items()}
    if writers:
        for fault in find_write_faults(acknowledged, truths[0].lines):
            yield "writers", fault


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
        truths = [ReferenceFeed(client, each) for each in investigations]
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


def _read_on(truths: Sequence[ReferenceFeed]) -> None:
    for truth in truths:
        truth.read_on()


@contextmanager
def _watching(options: Options, truths: Sequence[ReferenceFeed]) -> Iterator[list[Watcher]]:
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


def _watcher(options: Options, truth: ReferenceFeed, number: int) -> Watcher:
    names = list(options.transports)
    if options.writes:
        # The feed is our own: everything that we own tells of it as well.
        names += [name + OF_ALL for name in options.transports]
    rng = random.Random(f"{options.seed}/{number}")  # noqa: S311 - keeps no secret, and must be repeatable
    return Watcher(f"watcher {number}", truth, options.http(), names, rng)
