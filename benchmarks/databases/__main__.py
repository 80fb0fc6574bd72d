"""Figures of SQLite and PostgreSQL side by side, in one table.

    python -m benchmarks.databases [WORD] [--seconds 10] [--events 200] [--listeners 1000] [--rows 1000000]

PostgreSQL is durable and on the same machine. One host has three workers; "two hosts" are two services with one
PostgreSQL server, and one service of six workers with a SQLite file.
"""

import argparse
import os
from collections.abc import Callable, Iterator

from .delivery import measure_delivery, measure_listeners
from .idle import measure_idle
from .installation import installed
from .lists import SMALL, measure_lists, ratio
from .loads import WRITERS, measure_polls, measure_writes

KINDS = ("sqlite", "postgresql")
# Nothing listens there, so no announcement arrives.
SILENT = {"DATABASE_LISTEN_URL": "postgresql://wizard@127.0.0.1:1/none"}

Figure = tuple[str, Callable[[str], str]]


def main() -> None:
    options = _options()
    print(f"{vars(options)}, {os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}\n", flush=True)
    print("| figure | SQLite | PostgreSQL |\n|---|---|---|", flush=True)
    for name, measure in _figures(options):
        if options.word in name:
            print(f"| {name} | " + " | ".join(measure(kind) for kind in KINDS) + " |", flush=True)


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
    measured: dict[tuple[str, int, int], dict[str, str]] = {}

    def page(kind: str, name: str, rows: int, owners: int) -> str:
        for key in ((kind, SMALL, 1), (kind, rows, owners)):
            if key not in measured:
                measured[key] = measure_lists(kind, key[1], owners=key[2])
        return ratio(measured[kind, SMALL, 1], measured[kind, rows, owners], name)

    spread = max(1, options.rows // SMALL)
    for name in ("history", "audit"):
        yield (
            f"{name}, {SMALL:,} rows of one owner: alone / among {options.rows:,}",
            lambda kind, name=name: page(kind, name, options.rows, spread),
        )
        yield (
            f"{name}, one owner: {SMALL:,} / {options.rows:,} rows",
            lambda kind, name=name: page(kind, name, options.rows, 1),
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
