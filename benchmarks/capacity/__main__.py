"""The capacity of a worker, a host and many hosts, from the costs of each part of a load.

    python -m benchmarks.capacity [--seconds 30] [--polls 200] [--reports 10] [--streams 300] [--sockets 300]

Measures the parts alone, then all together, and compares the latter with the sum of the former: the model of
`model.py`. Fails when processor time or memory is wrong by more than 20 %. About 4 minutes.
"""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks.databases.installation import UNLIMITED
from benchmarks.fanout import SECRET
from tests.support.live.server import LiveServer

from .measuring import Bench
from .model import Costs, Load, demand, deviation, largest_factor

MOST_DEVIATION = 0.2
GB = 1024**3
# Workers of one host, and the hosts of an installation on PostgreSQL. More than one host was not measured.
WORKERS_PER_HOST, HOSTS = 3, (1, 10, 1000)


def main() -> None:
    options = _options()
    print(f"{platform.platform()}, {os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}\n", flush=True)
    load = Load(options.polls, options.reports, options.streams, options.sockets, options.followed)
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer(Path(folder), SECRET, 1, **UNLIMITED)
        server.migrate()
        server.start()
        try:
            bench = Bench(server, "owner", options.seconds)
            costs = bench.costs(load)
            _print_costs(costs)
            measured = bench.measure(load)
        finally:
            server.kill()
    predicted = demand(costs, load, 1)
    wrong = {
        "processors": (predicted.processors, measured.processors),
        "memory, MB": (predicted.memory_kb / 1024, measured.memory_kb / 1024),
    }
    print("\n| all at once, one worker | model | measured | deviation |\n|---|---|---|---|")
    for name, (model, figure) in wrong.items():
        print(f"| {name} | {model:,.2f} | {figure:,.2f} | {deviation(model, figure):.0%} |")
    _print_capacity(costs, load)
    if any(deviation(*pair) > MOST_DEVIATION for pair in wrong.values()):
        sys.exit(f"the model is wrong by more than {MOST_DEVIATION:.0%}")


def _print_costs(costs: Costs) -> None:
    print("| part | cost |\n|---|---|")
    for name, cost in vars(costs).items():
        print(f"| {name} | {cost:,.1f} |")


def _print_capacity(costs: Costs, load: Load) -> None:
    print("\n| installation | polls/s | reports/s | streams | sockets | memory GB | disk GB/day |\n" + "|---" * 7 + "|")
    rows = [("one worker", 1), *((f"{hosts:,} hosts", hosts * WORKERS_PER_HOST) for hosts in HOSTS)]
    for name, workers in rows:
        most = load.times(largest_factor(costs, load, workers))
        needed = demand(costs, most, workers)
        clients = f"{most.polls_per_s:,.0f} | {most.reports_per_s:,.0f} | {most.streams:,} | {most.sockets:,}"
        print(f"| {name} | {clients} | {needed.memory_kb * 1024 / GB:,.1f} | {needed.disk_bytes_per_day / GB:,.1f} |")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__.partition("\n")[0])
    for name, default in (("polls", 200), ("reports", 10), ("followed", 5), ("streams", 300), ("sockets", 300)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seconds", type=float, default=30)
    return parser.parse_args()


if __name__ == "__main__":
    main()
