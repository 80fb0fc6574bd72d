"""What the gap checker found, in figures and in words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .verify_faults import KINDS, Fault, find_faults, find_write_faults
from .verify_truth import Truth
from .verify_watcher import Watcher
from .verify_writer import Writer

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


def report(truths: Sequence[Truth], watchers: Sequence[Watcher], writers: Sequence[Writer]) -> Report:
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


def _watchers_faults(truths: Sequence[Truth], watchers: Sequence[Watcher]) -> Iterator[tuple[str, Fault]]:
    feeds = {truth.investigation_id: truth.feed() for truth in truths}
    told = [("plain polls", truth, truth.told) for truth in truths]
    told += [(watcher.name, watcher.truth, watcher.truth.up_to_here(watcher.told)) for watcher in watchers]
    for who, truth, heard in told:
        for fault in find_faults(feeds[truth.investigation_id], heard):
            yield who, fault


def _writers_faults(truths: Sequence[Truth], writers: Sequence[Writer]) -> Iterator[tuple[str, Fault]]:
    acknowledged = {event_id: line for writer in writers for event_id, line in writer.acknowledged.items()}
    if writers:
        for fault in find_write_faults(acknowledged, truths[0].lines):
            yield "writers", fault
