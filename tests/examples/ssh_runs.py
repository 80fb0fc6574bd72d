"""Ways to run the example against a service in memory."""

import sys
from pathlib import Path
from typing import Any

from fake_wizard import FakeWizard
from ssh_lines import LINES
from ssh_log.entities import Entity
from ssh_log.settings import settings_for
from ssh_log_investigation import main

SCRIPT = Path(__file__).parents[2] / "examples" / "ssh_log_investigation.py"


def run(service: FakeWizard, log_path: Path, *options: str) -> int:
    return main([str(log_path), "--url", service.url, "--token", "t0ken", *options])


def command(service: FakeWizard, log_path: Path, *options: str) -> list[str]:
    """The same as a process of its own."""
    return [sys.executable, str(SCRIPT), str(log_path), "--url", service.url, "--token", "t0ken", *options]


def held_settings(parse_lines: Any) -> dict[str, Any]:
    """Settings that somebody else made, of a time range that holds the log whatever this machine's time zone is."""
    stamps = {"start": "2001-01-01T00:00:00.000Z", "end": "2101-01-01T00:00:00.000Z"}
    return {**settings_for(parse_lines(*LINES), "auth.log", (Entity("user_id", "root"),)), "time_range": stamps}
