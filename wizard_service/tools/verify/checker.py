"""The gap checker: watchers whose connections are cut again and again must receive the same feed as plain polls."""

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
from .writer import Writer, running_writers, temporary_investigation

MAX_NAMED_FAULTS = 5
# The timeout is longer than a client's idle timeout, which is 2.5 heartbeats of 30 s.
STALLED_S = 90.0
POLL_INTERVAL_S = 0.05
# A watcher of an idle stream notices that it must stop only at the next heartbeat.
JOIN_TIMEOUT_S = 2.0


@dataclass(frozen=True)
class Report:
    """The result of a check.

    faults: each with the name of the component that received or wrote the event. errors: what ended a thread.
    """

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
        shares = ", ".join(f"{transport} {count}" for transport, count in sorted(self.by_transport.items()))
        yield f"deliveries {self.deliveries} ({shares or 'none'})"
        yield f"switches {self.switches}, disconnects {self.disconnects}, interruptions {self.interruptions}"
        counts = Counter(fault.kind for _, fault in self.faults)
        yield ", ".join(f"{kind} {counts[kind]}" for kind in KINDS)
        yield from (self._named_faults(kind) for kind in counts)
        yield from self.errors

    def _named_faults(self, kind: str) -> str:
        faults = [(name, fault) for name, fault in self.faults if fault.kind == kind]
        named = [f"{fault.event_id} ({name}, {fault.transport})" for name, fault in faults[:MAX_NAMED_FAULTS]]
        return f"{kind}: {', '.join(named)}{', ...' if len(faults) > MAX_NAMED_FAULTS else ''}"


def verify_feed(options: Options) -> Report:
    """Watch until the limits of the options are reached, then compare. Raises WizardError.

    Without given investigations, it creates one and writes to it meanwhile.
    """
    with ExitStack() as stack:
        client = stack.enter_context(options.client())
        investigations = options.investigations or (stack.enter_context(temporary_investigation(client)),)
        references = [ReferenceFeed(client, investigation_id) for investigation_id in investigations]
        _read_on(references)
        with _running_watchers(options, references) as watchers:
            writers = _watch(options, watchers)
            _wait(lambda: _read_to_end(references, watchers, writers), watchers, STALLED_S)
            _wait(lambda: _have_caught_up(watchers), watchers, STALLED_S)
            return _report(references, watchers, writers)


def _watch(options: Options, watchers: list[Watcher]) -> list[Writer]:
    """Wait until enough events were received; return the writers that ran meanwhile."""
    end = None if options.seconds is None else time.monotonic() + options.seconds

    def is_enough() -> bool:
        return _deliveries(watchers) >= (options.deliveries or 0) if end is None else time.monotonic() >= end

    with ExitStack() as stack:
        investigation_id = watchers[0].reference.investigation_id
        writers = stack.enter_context(running_writers(options, investigation_id)) if options.writes else []
        _wait(is_enough, [*watchers, *writers], options.seconds or STALLED_S)
    return writers


def _wait(is_met: Callable[[], bool], threads: Sequence[Watcher | Writer], timeout_s: float) -> None:
    """Return when the condition is met, when no event was received for the timeout, or when a thread has ended."""
    delivered, deadline = -1, 0.0
    while not is_met() and all(thread.is_alive() for thread in threads):
        deliveries = _deliveries(threads)
        if deliveries != delivered:
            delivered, deadline = deliveries, time.monotonic() + timeout_s
        if time.monotonic() > deadline:
            return
        time.sleep(POLL_INTERVAL_S)


def _deliveries(threads: Sequence[Watcher | Writer]) -> int:
    return sum(len(thread.received) for thread in threads if isinstance(thread, Watcher))


def _have_caught_up(watchers: Sequence[Watcher]) -> bool:
    return all(watcher.reference.is_reached(watcher.cursor) for watcher in watchers)


def _read_on(references: Sequence[ReferenceFeed]) -> None:
    for reference in references:
        reference.read_on()


def _read_to_end(references: Sequence[ReferenceFeed], watchers: Sequence[Watcher], writers: Sequence[Writer]) -> bool:
    """Read on, and return whether every event was read that a watcher has received or a writer knows to be stored.

    While the database fails, polls are answered from memory: without events, as at the end of the feed.
    """
    _read_on(references)
    has_received = all(watcher.reference.has_read(watcher.received[-1].id) for watcher in watchers if watcher.received)
    # The writers write to the first investigation.
    return has_received and all(references[0].has_read(id_) for writer in writers for id_ in writer.acknowledged)


@contextmanager
def _running_watchers(options: Options, references: Sequence[ReferenceFeed]) -> Iterator[list[Watcher]]:
    watchers = [
        _make_watcher(options, references[number % len(references)], number) for number in range(options.watchers)
    ]
    for watcher in watchers:
        watcher.start()
    try:
        yield watchers
    finally:
        for watcher in watchers:
            watcher.stopping.set()
        end = time.monotonic() + JOIN_TIMEOUT_S
        for watcher in watchers:
            watcher.join(max(0.0, end - time.monotonic()))


def _make_watcher(options: Options, reference: ReferenceFeed, number: int) -> Watcher:
    transports = list(options.transports)
    if options.writes:
        # The investigation belongs to the caller, so the feed of everything the caller owns has its events too.
        transports += [name + OF_ALL for name in options.transports]
    rng = random.Random(f"{options.seed}/{number}")  # noqa: S311 - keeps no secret, and must be repeatable
    return Watcher(f"watcher {number}", reference, options.open_http(), transports, rng)


def _report(references: Sequence[ReferenceFeed], watchers: Sequence[Watcher], writers: Sequence[Writer]) -> Report:
    """Compare the received events and the acknowledged writes with the reference feeds."""
    threads: list[Watcher | Writer] = [*watchers, *writers]
    return Report(
        watchers=len(watchers),
        events=sum(len(reference.feed()) for reference in references),
        acknowledged=sum(len(writer.acknowledged) for writer in writers),
        by_transport=Counter(event.transport for watcher in watchers for event in watcher.received),
        switches=sum(watcher.switches for watcher in watchers),
        disconnects=sum(watcher.disconnects for watcher in watchers),
        interruptions=sum(watcher.interruptions for watcher in watchers),
        faults=[*_watcher_faults(references, watchers), *_writer_faults(references, writers)],
        errors=[f"{thread.name} failed: {thread.error!r}" for thread in threads if thread.error],
    )


def _watcher_faults(references: Sequence[ReferenceFeed], watchers: Sequence[Watcher]) -> Iterator[tuple[str, Fault]]:
    feeds = {reference.investigation_id: reference.feed() for reference in references}
    receivers = [("plain polls", reference, reference.received) for reference in references]
    receivers += [
        (watcher.name, watcher.reference, watcher.reference.up_to_end(watcher.received)) for watcher in watchers
    ]
    for name, reference, received in receivers:
        for fault in find_faults(feeds[reference.investigation_id], received):
            yield name, fault


def _writer_faults(references: Sequence[ReferenceFeed], writers: Sequence[Writer]) -> Iterator[tuple[str, Fault]]:
    acknowledged = {event_id: line for writer in writers for event_id, line in writer.acknowledged.items()}
    if writers:
        for fault in find_write_faults(acknowledged, references[0].log_lines):
            yield "writers", fault
