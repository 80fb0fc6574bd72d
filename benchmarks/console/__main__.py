"""Measures the console in Chromium and prints one table.

    python -m benchmarks.console [reports] [stream] [open] [--seconds 15] [--latency 100] [--wheel]

reports: main-thread time of one report of 50 lines, by the length of the log. stream: frames per second and layout
shift at 100 lines/s. open: time until the list of investigations shows, with and without the browser's cache. All
times of the main thread are processor time, so other programs of the machine do not count. With `--wheel` the package
is built and measured as it is installed, with one file for each page; without it the modules of the checkout are.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.databases.installation import UNLIMITED
from tests.support.live.server import LiveServer
from tests.support.live.users import serving
from tests.support.paths import ROOT

from .opening import measure_opening
from .reports import measure_reports
from .stream import measure_stream

# A machine without a graphics card draws in the browser's own process at least cost.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--in-process-gpu"]

Figures = Iterator[tuple[str, str]]


def main() -> None:
    options = _options()
    print(f"{vars(options)}, {os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}\n", flush=True)
    print("| figure | measured |\n|---|---|", flush=True)
    with tempfile.TemporaryDirectory(prefix="wizard-console-") as folder, sync_playwright() as playwright:
        executable = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        settings = {"PYTHONPATH": _installed(Path(folder) / "package")} if options.wheel else {}
        with serving(Path(folder), **UNLIMITED, **settings) as server:
            for name, measure in _cases(options).items():
                if not options.cases or name in options.cases:
                    for figure, value in measure(browser, server):
                        print(f"| {figure} | {value} |", flush=True)
        browser.close()


def _cases(options: argparse.Namespace) -> dict[str, Callable[[Browser, LiveServer], Figures]]:
    return {
        "reports": measure_reports,
        "stream": lambda browser, server: measure_stream(browser, server, options.seconds),
        "open": lambda browser, server: measure_opening(browser, server, options.latency),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.console", description=__doc__.partition("\n")[0])
    parser.add_argument("cases", nargs="*", help="default: all of reports, stream, open")
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--latency", type=int, default=100, help="of each request, in ms")
    parser.add_argument("--wheel", action="store_true", help="build and measure the installed package")
    return parser.parse_args()


def _installed(folder: Path) -> str:
    """Install the package of this checkout in a folder, as its wheel has it."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--target", str(folder), str(ROOT)], check=True)
    return str(folder)


if __name__ == "__main__":
    main()
