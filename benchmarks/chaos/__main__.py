"""`python -m benchmarks.chaos`: run scenarios and print one table; exit status 1 when a promise was broken."""

import argparse
import logging
import sys
import tempfile
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from .faults import build
from .hosts import executors as host_executors
from .hosts import trial as host_faults
from .hosts.executors import kill_executors_on_hosts
from .hosts.trial import run_on_hosts
from .scenarios import SCENARIOS
from .table import print_table
from .trial import Options, Result, Scenario, run

SHORT = {"disturbances": 2, "writes": 150, "images": 24, "deliveries": 2000, "seconds": 10.0, "workers": 2}
LONG = {"disturbances": 10, "writes": 2000, "images": 300, "deliveries": 200_000, "seconds": 600.0, "workers": 3}


def main() -> int:
    options = _arguments()
    # Databases that are examined begin new epochs, which the service would report one by one.
    logging.getLogger("wizard_service").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        size = _options(options, build(Path(folder)))
        seeds = range(options.seed, options.seed + options.seeds)
        if options.postgresql:
            results = [run(seed) for seed in seeds for run in _on_hosts(options, size)]
        else:
            results = _run_all([(scenario, size, seed) for seed in seeds for scenario in _selected(options)], options)
    print_table(results)
    return int(any(result.verdict == "FAILED" for result in results))


def _run_all(trials: list[tuple[Scenario, Options, int]], options: argparse.Namespace) -> list[Result]:
    with ThreadPoolExecutor(options.jobs) as executor:
        return list(executor.map(lambda trial: _run(*trial), trials))


def _run(scenario: Scenario, options: Options, seed: int) -> Result:
    print(f"{scenario.name}, seed {seed}: begins", flush=True)
    try:
        result = run(scenario, options, seed)
    except Exception as error:  # noqa: BLE001 - the other scenarios still run
        result = Result(scenario.name, scenario.promises, seed, broken=[_ending(error)])
        traceback.print_exc()
    print(f"{scenario.name}, seed {seed}: {result.verdict} ({result.seconds:.0f} s)", flush=True)
    return result


def _ending(error: Exception) -> str:
    return "\n".join([f"the trial ended with {error!r}", *getattr(error, "__notes__", ())])


def _options(options: argparse.Namespace, library: Path) -> Options:
    size = (SHORT if options.short else LONG) | {
        name: value for name in SHORT if (value := getattr(options, name)) is not None
    }
    return Options(library, options.folder, pause=options.pause, **size)


def _selected(options: argparse.Namespace) -> list[Scenario]:
    return [scenario for name, scenario in SCENARIOS.items() if _is_selected(options, name)]


def _is_selected(options: argparse.Namespace, name: str) -> bool:
    return not options.scenarios or any(word in name for word in options.scenarios)


def _on_hosts(options: argparse.Namespace, size: Options) -> list[Callable[[int], Result]]:
    """Return the selected trials of two hosts."""
    trials: dict[str, Callable[[int], Result]] = {
        host_faults.NAME: partial(run_on_hosts, size, is_short=options.short),
        host_executors.NAME: partial(kill_executors_on_hosts, size),
    }
    return [run for name, run in trials.items() if _is_selected(options, name)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="WORD", help="run the scenarios whose name contains a WORD")
    parser.add_argument("--short", action="store_true", help="the form that CI runs, under 3 minutes")
    parser.add_argument("--postgresql", action="store_true", help="disturb two hosts with PostgreSQL behind nginx")
    parser.add_argument("--seed", type=int, default=2027, help="repeats the disturbances of an earlier run")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, from SEED on")
    parser.add_argument("--disturbances", type=int, help="kills, reloads or faults of each trial")
    parser.add_argument("--writes", type=int, help="acknowledged reports of each trial, at least")
    parser.add_argument("--images", type=int, help="power cuts and torn logs that are examined")
    parser.add_argument("--deliveries", type=int, help="deliveries of the gap checker")
    parser.add_argument("--seconds", type=float, help="time of the mixed load")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--jobs", type=int, default=1, help="trials at the same time")
    parser.add_argument("--pause", type=float, default=1.0, help="factor of the clients' pauses; 0 is full speed")
    parser.add_argument("--folder", type=Path, help="where databases are made; default is the system's temporary one")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
