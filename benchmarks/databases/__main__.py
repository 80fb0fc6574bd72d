"""Figures of SQLite and PostgreSQL side by side, as a table in Markdown.

    python -m benchmarks.databases [WORD] [--seconds 10] [--events 200] [--listeners 1000] [--rows 1000000]

A figure that cannot be measured is shown as failed, its error is written to standard error, and the exit code is 1.

PostgreSQL is durable and on the same machine. One host has three workers; "two hosts" are two services with one
PostgreSQL server, and one service of six workers with a SQLite file.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from .delivery import measure_delivery, measure_listeners
from .idle import measure_idle
from .installation import installed
from .lists import PAGES, SMALL, compared, measure_lists
from .loads import WRITERS, measure_polls, measure_writes

KINDS = ("sqlite", "postgresql")
FAILED = "failed"
# Nothing listens there, so no announcement arrives.
SILENT = {"DATABASE_LISTEN_URL": "postgresql://wizard@127.0.0.1:1/none"}

Figure = tuple[str, Callable[[str], str]]


def main() -> None:
    options = _options()
    now, load = f"{datetime.now(UTC):%Y-%m-%d %H:%M}", os.getloadavg()[0]
    print(f"Measured at {now} UTC: {os.cpu_count()} processors, load average {load:.1f} before.\n", flush=True)
    print("| figure | SQLite | PostgreSQL |\n|---|---|---|", flush=True)
    failed = False
    for name, measure in _figures(options):
        if options.word in name:
            cells = [_measured(measure, kind) for kind in KINDS]
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
            failed |= FAILED in cells
    sys.exit(failed)


def _measured(measure: Callable[[str], str], kind: str) -> str:
    """Return the cell of a figure. A figure that cannot be measured leaves the others as they are."""
    try:
        return measure(kind)
    except Exception:  # noqa: BLE001 - shown, and reported by the exit code
        traceback.print_exc()
        return FAILED


def _figures(options: argparse.Namespace) -> Iterator[Figure]:
    def writes(kind: str, owners: int) -> str:
        with installed(kind, 1) as one:
            return measure_writes(one, options.seconds, owners=owners)

    def polls(kind: str) -> str:
        with installed(kind, 1) as one:
            return measure_polls(one, options.seconds)

    def delivery(kind: str) -> str:
        with installed(kind, 2) as two:
            return measure_delivery(two, options.events)

    def listeners(kind: str) -> str:
        with installed(kind, 2) as two:
            return measure_listeners(two, options.events, options.listeners)

    def idle(kind: str, settings: dict[str, str]) -> str:
        with installed(kind, 2, **(settings if kind == "postgresql" else {})) as two:
            return measure_idle(two, 3 * options.seconds)

    yield f"reports of {WRITERS} writers with an owner each", lambda kind: writes(kind, WRITERS)
    yield f"reports of {WRITERS} writers of one owner", lambda kind: writes(kind, 1)
    yield "unchanged polls (304)", polls
    yield "report to delivery on the other host, p50 / p99", delivery
    yield f"report to {options.listeners:,} listeners on two hosts, p50 / p99", listeners
    yield "idle transactions per worker and day, with announcements", lambda kind: idle(kind, {})
    yield "idle transactions per worker and day, without announcements", lambda kind: idle(kind, SILENT)
    yield from _list_figures(options)


def _list_figures(options: argparse.Namespace) -> Iterator[Figure]:
    medians: dict[tuple[str, int], dict[str, float]] = {}

    def page(kind: str, name: str, owner: str) -> str:
        for rows in (SMALL, options.rows):
            if (kind, rows) not in medians:
                medians[kind, rows] = measure_lists(kind, rows)
        return compared(medians[kind, SMALL][f"{name} small"], medians[kind, options.rows][f"{name} {owner}"])

    for name in PAGES:
        yield (
            f"{name}, {SMALL:,} rows: alone / among {options.rows:,}",
            lambda kind, name=name: page(kind, name, "small"),
        )
        yield (
            f"{name}, {SMALL:,} / {options.rows - SMALL:,} rows",
            lambda kind, name=name: page(kind, name, "large"),
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.databases", description=__doc__.partition("\n")[0])
    parser.add_argument("word", nargs="?", default="", help="only the figures whose name contains this word")
    for name, default in (("events", 200), ("listeners", 1000), ("rows", 1_000_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seconds", type=float, default=10.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
