"""The cost of operations as the stored data grows, and with more workers: a table and a chart for each axis.

    python -m benchmarks.growth [AXIS] [--most AXIS=SIZE]... [--seconds 5] [--charts FOLDER]

The cost is processor time in the application, without client and server, SQLite, of the median request; for workers it
is the requests per second over HTTP. `--most` adds a larger size to an axis, such as `--most investigations=1000000`
(20 minutes), `--most versions=50000` or `--most feed-length=1000000`. `--charts` writes an SVG file for each axis, with
the matplotlib of `benchmarks/peers/setup`.
"""

import argparse
import json
import os
import platform
import subprocess
from dataclasses import replace
from pathlib import Path

from benchmarks.peers.services import PEERS
from tests.support.paths import ROOT

from .axes import AXES, Axis, Costs
from .workers import workers

DRAW = ROOT / "benchmarks" / "growth" / "draw.py"


def main() -> None:
    options = _options()
    load = os.getloadavg()[0]
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors, load {load:.1f}")
    for axis in _axes(options):
        if options.axis in axis.name:
            _measure(axis, options.charts)


def _axes(options: argparse.Namespace) -> list[Axis]:
    most = {name: int(size) for name, _, size in (text.partition("=") for text in options.most)}
    grown = [replace(axis, sizes=(*axis.sizes, most[axis.name])) if axis.name in most else axis for axis in AXES]
    unit = "requests/s"
    return [*grown, Axis("workers", "workers", (1, 2, 4, 8), lambda count: workers(count, options.seconds), unit)]


def _measure(axis: Axis, folder: Path | None) -> None:
    measured: dict[int, Costs] = {}
    for size in axis.sizes:
        measured[size] = axis.measure(size)
        if len(measured) == 1:
            names = measured[size]
            print(f"\n| {axis.unit} | " + " | ".join(f"{name}, {axis.figure}" for name in names) + " |")
            print("|---" * (len(names) + 1) + "|")
        print(f"| {size:,} | " + " | ".join(f"{cost:,.0f}" for cost in measured[size].values()) + " |", flush=True)
    if folder is not None:
        series = {name: [costs[name] for costs in measured.values()] for name in measured[axis.sizes[0]]}
        chart = {"unit": axis.unit, "figure": axis.figure, "sizes": list(measured), "series": series}
        folder.mkdir(parents=True, exist_ok=True)
        command = [str(PEERS / "python"), str(DRAW), str(folder / f"{axis.name}.svg")]
        subprocess.run(command, input=json.dumps(chart), text=True, check=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__.partition("\n")[0])
    parser.add_argument("axis", nargs="?", default="", help="only axes whose name contains it")
    parser.add_argument("--most", action="append", default=[], metavar="AXIS=SIZE", help="a larger size of an axis")
    parser.add_argument("--seconds", type=int, default=5, help="of each load on the axis of workers")
    parser.add_argument("--charts", type=Path, metavar="FOLDER", help="write a chart for each axis")
    return parser.parse_args()


if __name__ == "__main__":
    main()
