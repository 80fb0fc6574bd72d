"""How long an event takes from the request that reports it to a listener, on another host where there is one."""

from contextlib import ExitStack

from benchmarks.fanout import SSE, write
from benchmarks.figures import percentile_ms
from benchmarks.listeners import crowd
from wizard_service.client import WizardClient

from .installation import Installation, token_of

RATE = 20.0


def measure_delivery(installation: Installation, events: int) -> str:
    """Report on the first host to one listener on the last one."""
    return _measure(installation, events, listeners_by_host={len(installation.hosts) - 1: 1})


def measure_listeners(installation: Installation, events: int, listeners: int) -> str:
    share = listeners // len(installation.hosts)
    return _measure(installation, events, listeners_by_host=dict.fromkeys(range(len(installation.hosts)), share))


def _measure(installation: Installation, events: int, listeners_by_host: dict[int, int]) -> str:
    token = token_of("u1")
    with ExitStack() as opened:
        client = opened.enter_context(WizardClient(installation.first.url, token))
        client.create(investigation_id="fanout")
        crowds = [
            opened.enter_context(crowd(installation.hosts[number].bind, token, (SSE,), count))
            for number, count in listeners_by_host.items()
        ]
        for pipe in crowds:
            pipe.send(events)
        write(client, range(events), RATE)
        latencies_s = [latency for pipe in crowds for latency in pipe.recv()[0]]
    lost = events * sum(listeners_by_host.values()) - len(latencies_s)
    shown = " / ".join(f"{percentile_ms(latencies_s, quantile):.1f}" for quantile in (0.5, 0.99))
    return f"{shown} ms" + (f", {lost} LOST" if lost else "")
