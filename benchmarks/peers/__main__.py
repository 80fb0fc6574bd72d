"""wizard_service beside its peers, in one table.

    python -m benchmarks.peers [WORD] [--quick] [--seconds 10] [--runs 3] [--listeners 1000] [--events 200]

`benchmarks/peers/setup` installs the peers. Every case starts its own services, runs them in turn and takes the
medians. An answer with another status or body than expected, or an event that is missing, ends the run with an error.
Reports of the feeds hold ten events where the peer accepts several; a listener of each kind checks number and order.
"""

import argparse
import os
import platform

from . import feed_cases, request_cases
from .table import HEAD

CASES = {
    "polls": request_cases.unchanged_polls,
    "whole": request_cases.whole_polls,
    "reads": request_cases.reads,
    "reports": request_cases.reports,
    "sse": feed_cases.sse,
    "sockets": feed_cases.sockets,
}
QUICK = {"seconds": 3, "runs": 1, "events": 100}


def main() -> None:
    options = _options()
    load = os.getloadavg()[0]
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors, load {load:.1f}")
    print(f"{options.seconds} s a run, medians of {options.runs}\n\n{HEAD}", flush=True)
    for name, case in CASES.items():
        for row in case(options) if options.word in name else ():
            print(row.line(), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "word", nargs="?", default="", help=f"only the cases whose name contains it: {', '.join(CASES)}"
    )
    parser.add_argument("--quick", action="store_true", help="three minutes instead of fifteen")
    for name, default in (("seconds", 10), ("runs", 3), ("events", 200), ("listeners", 1000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--rate", type=float, default=20)
    options = parser.parse_args()
    if options.quick:
        vars(options).update(QUICK)
    return options


if __name__ == "__main__":
    main()
