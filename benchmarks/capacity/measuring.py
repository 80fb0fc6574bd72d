"""Steady loads on a service of one worker, and what they cost it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.databases.installation import token_of
from benchmarks.databases.requests import Client, field_of
from benchmarks.fanout import SSE, WEBSOCKET
from benchmarks.figures import processor_s, resident_kb
from benchmarks.listeners import Feed, crowd
from tests.support.live.server import LiveServer
from wizard_service.client import WizardClient

from .model import Costs, Load

# Investigations, each for one kind of request. The listeners of `benchmarks/fanout.py` follow the first.
FOLLOWED, POLLED, REPORTED = "fanout", "polled", "reported"
POLLING_CONNECTIONS = 20


@dataclass(frozen=True)
class Measured:
    """processors: how many are busy on average. memory_kb: at the end. written_bytes: by which the database grew."""

    processors: float
    memory_kb: float
    written_bytes: float


@dataclass
class Steady:
    """Repeats a request at a steady rate in a thread, until `ended` is set."""

    request: Callable[[int], object]
    per_s: float
    ended: threading.Event = field(default_factory=threading.Event)
    sent: int = 0
    failures: list[Exception] = field(default_factory=list)

    def run(self) -> None:
        began = time.monotonic()
        try:
            while not self.ended.wait(max(0.0, began + self.sent / self.per_s - time.monotonic())):
                self.request(self.sent)
                self.sent += 1
        except Exception as failure:  # noqa: BLE001 - raised by the thread that has a caller
            self.failures.append(failure)


class Bench:
    """A service of one worker with an investigation for each kind of request."""

    def __init__(self, server: LiveServer, user_id: str, seconds: float) -> None:
        self._server, self._token, self._user_id, self._seconds = server, token_of(user_id), user_id, seconds
        (self._worker,) = server.workers()
        with WizardClient(server.url, self._token) as client:
            for name in (FOLLOWED, POLLED, REPORTED):
                client.create(investigation_id=name)

    def costs(self, load: Load) -> Costs:
        """Measure each part of a load alone."""
        polls = self.measure(Load(polls_per_s=load.polls_per_s))
        reports = self.measure(Load(reports_per_s=load.reports_per_s))
        # The first requests fill caches that stay, so the idle worker is measured after them.
        idle = self.measure(Load())
        idle_us = idle.processors * 1e6
        report_us = (reports.processors * 1e6 - idle_us) / load.reports_per_s
        streams = self.measure(Load(streams=load.streams, followed_per_s=load.followed_per_s))
        stream_kb = (streams.memory_kb - idle.memory_kb) / load.streams
        sockets = self.measure(Load(sockets=load.sockets, followed_per_s=load.followed_per_s))

        def delivery_us(measured: Measured, listeners: int) -> float:
            per_event_us = (measured.processors * 1e6 - idle_us) / load.followed_per_s
            return (per_event_us - report_us) / listeners

        return Costs(
            idle_us=idle_us,
            poll_us=(polls.processors * 1e6 - idle_us) / load.polls_per_s,
            report_us=report_us,
            stream_delivery_us=delivery_us(streams, load.streams),
            socket_delivery_us=delivery_us(sockets, load.sockets),
            base_kb=idle.memory_kb,
            stream_kb=stream_kb,
            socket_kb=(sockets.memory_kb - idle.memory_kb) / load.sockets,
            report_bytes=reports.written_bytes / (load.reports_per_s * self._seconds),
        )

    def measure(self, load: Load) -> Measured:
        """Return what a load costs. Raises RuntimeError when a request fails or an event is lost."""
        with self._listening(SSE, load.streams), self._listening(WEBSOCKET, load.sockets):
            senders = self._senders(load)
            began_s, size_bytes = processor_s(self._worker), self._stored_bytes()
            began = time.monotonic()
            threads = [threading.Thread(target=sender.run) for sender in senders]
            for thread in threads:
                thread.start()
            time.sleep(self._seconds)
            worked_s, took_s = processor_s(self._worker) - began_s, time.monotonic() - began
            memory_kb = resident_kb(self._worker)
            for sender in senders:
                sender.ended.set()
            for thread in threads:
                thread.join()
        if failures := [failure for sender in senders for failure in sender.failures]:
            raise RuntimeError(f"a request failed: {failures[0]!r}")
        return Measured(worked_s / took_s, memory_kb, self._stored_bytes() - size_bytes)

    def _stored_bytes(self) -> int:
        (((pages,),), ((page_bytes,),)) = (self._server.rows(f"PRAGMA page_{name}") for name in ("count", "size"))
        return int(pages) * int(page_bytes)

    @contextmanager
    def _listening(self, feed: Feed, count: int) -> Iterator[None]:
        if not count:
            yield
            return
        with crowd(self._server.bind, self._token, (feed,), count) as pipe:
            pipe.send(1_000_000)
            yield

    def _senders(self, load: Load) -> list[Steady]:
        def poll() -> Steady:
            client = Client(self._server.bind, self._user_id)
            etag = field_of(client.expect(200, "GET", f"/{POLLED}/poll"), "ETag")
            header = f"If-None-Match: {etag}\r\n"
            return Steady(
                lambda _: client.expect(304, "GET", f"/{POLLED}/poll", headers=header), load.polls_per_s / connections
            )

        connections = POLLING_CONNECTIONS if load.polls_per_s else 0
        senders = [poll() for _ in range(connections)]
        for name, per_s in ((REPORTED, load.reports_per_s), (FOLLOWED, load.followed_per_s)):
            if per_s:
                senders.append(Steady(self._reporter(name), per_s))
        return senders

    def _reporter(self, name: str) -> Callable[[int], object]:
        client = Client(self._server.bind, self._user_id)

        def report(number: int) -> None:
            body = f'{{"event_type":"log_appended","data":{{"lines":[{{"message":"line {number}"}}]}}}}'
            client.expect(200, "POST", f"/{name}/events", body)

        return report
