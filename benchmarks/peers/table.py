"""The rows of the table: a figure of wizard_service, that of a peer, and the goal."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from .load import Rate


@dataclass(frozen=True)
class Row:
    """goal: None where a figure is only reported. ours, peer: what was measured, as text."""

    case: str
    ours: str
    peer: str
    ratio: str
    goal: str
    is_met: bool | None

    def line(self) -> str:
        met = {True: "yes", False: "NO", None: ""}[self.is_met]
        return f"| {self.case} | {self.ours} | {self.peer} | {self.ratio} | {self.goal} | {met} |"


HEAD = "| case | wizard_service | peer | ratio | goal | met |\n|---|---|---|---|---|---|"


def faster(case: str, ours: float, peer_name: str, peer: float, least: float, unit: str) -> Row:
    """Return a row for a figure that should be at least so many times the peer's."""
    ratio = ours / peer
    shown = f"{peer_name} {peer:,.0f}{unit}"
    return Row(case, f"{ours:,.0f}{unit}", shown, f"{ratio:.2f}", f">= {least:g} x", ratio >= least)


def faster_requests(case: str, ours: Rate, peer_name: str, peer: Rate, least: float) -> Row:
    """Return a row for requests per second, with the workers' processor time, which depends less on other work."""
    ratio = ours.per_s / peer.per_s
    own, other = (f"{rate.per_s:,.0f}/s, {rate.processor_us:,.0f} us" for rate in (ours, peer))
    return Row(case, own, f"{peer_name} {other}", f"{ratio:.2f}", f">= {least:g} x", ratio >= least)


def at_most(case: str, ours: float, most: float, unit: str, peer: str = "") -> Row:
    """Return a row for a figure that has a bound of its own."""
    return Row(case, f"{ours:,.1f} {unit}", peer, "", f"<= {most:g} {unit}", ours <= most)


def medians(loads: dict[str, Callable[[], Rate]], runs: int) -> dict[str, Rate]:
    """Run every load in turn, so many times, and return for each the medians."""
    measured: dict[str, list[Rate]] = {name: [] for name in loads}
    for _ in range(runs):
        for name, load in loads.items():
            measured[name].append(load())
    return {name: _median(rates) for name, rates in measured.items()}


def _median(rates: list[Rate]) -> Rate:
    fields = ("per_s", "p50_ms", "p95_ms", "p99_ms", "processor_us")
    return Rate(*(median(getattr(rate, field) for rate in rates) for field in fields))
