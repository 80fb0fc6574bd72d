"""Percentiles of durations, and what processes of this machine use."""

import os
from pathlib import Path


def percentile_ms(values_s: list[float], share: float) -> float:
    ordered = sorted(values_s)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else float("nan")


def percentiles(values_s: list[float]) -> str:
    """Return p50 / p95 / p99 in milliseconds."""
    return " / ".join(f"{percentile_ms(values_s, share):,.0f}" for share in (0.5, 0.95, 0.99))


def resident_kb(pid: int) -> int:
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0])


def processor_s(pid: int) -> float:
    """Return the processor time that a process has used."""
    return sum(_processor_times_s(pid)[:2])


def processor_s_of_ended(pid: int) -> float:
    """Return the processor time of the children of a process that have ended."""
    return sum(_processor_times_s(pid)[2:])


def _processor_times_s(pid: int) -> list[float]:
    """Return user and system time of a process, then those of its children that have ended (proc_pid_stat(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(field) / os.sysconf("SC_CLK_TCK") for field in fields[11:15]]
