"""Investigates the log of a real OpenSSH server and shows its progress and results in the wizard service.

    python examples/ssh_log_investigation.py /var/log/auth.log --token "$(python -m wizard_service token --user me)"

Exit status: 0 done (or done already), 1 failed or stopped, 2 wrong use, also for a log without a line of sshd.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import checkout  # noqa: F401 - makes the client importable
from ssh_executor.investigation import investigate
from ssh_log.entities import MAX_ENTITIES, Entity, entities_of
from ssh_log.parse import NothingToInvestigate, parse_log
from ssh_log.records import Log
from ssh_log.settings import settings_for

from wizard_service.client import State, Stopped, WizardClient, WizardError

# The attempts wait two minutes on average; hardly any restart of the service takes longer.
ATTEMPTS = 12


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if not (options.token or options.describe):
        parser.error("no token: give --token or set WIZARD_TOKEN")
    if len(options.entity) > MAX_ENTITIES:
        parser.error(f"{len(options.entity)} entities, at most {MAX_ENTITIES}")
    try:
        log = _read(options.log)
    except (OSError, NothingToInvestigate) as unusable:
        parser.error(f"{options.log}: {unusable}")
    if options.describe:
        print(json.dumps(settings_for(log, options.log.name, entities_of(log))))
        return 0
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    return _exit_status(options, log)


def _exit_status(options: argparse.Namespace, log: Log) -> int:
    try:
        state = _investigate(options, log)
    except Stopped as stopped:
        print(f"stopped: {stopped}")
    except KeyboardInterrupt:
        print("interrupted: run again with --investigation-id to resume", file=sys.stderr)
    except (WizardError, NothingToInvestigate) as refused:
        print(f"failed: {refused}", file=sys.stderr)
    else:
        print(f"{state.status}: {state.investigation_id} at {options.url}")
        return 0
    return 1


def _investigate(options: argparse.Namespace, log: Log) -> State:
    settings = settings_for(log, options.log.name, tuple(dict.fromkeys(options.entity)) or entities_of(log))
    token, base_path = options.token.strip(), options.base_path
    with WizardClient(options.url, token, base_path=base_path, attempts=ATTEMPTS) as client:
        return investigate(client, log, settings, investigation_id=options.investigation_id, delay_s=options.delay)


def _read(path: Path) -> Log:
    written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    # Only "\n" ends a line, as for grep. An attacker may send any bytes as a name, and they must not stop the reading.
    with path.open(encoding="utf-8", errors="backslashreplace", newline="\n") as lines:
        return parse_log(lines, written_at=written_at)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path, metavar="LOG", help="syslog file with lines of sshd")
    environment: dict[str, Any] = {"url": os.environ.get("WIZARD_URL"), "token": os.environ.get("WIZARD_TOKEN")}
    parser.add_argument(
        "--url", type=_url, default=environment["url"] or "http://127.0.0.1:8000", help="service (default: $WIZARD_URL)"
    )
    parser.add_argument("--base-path", default="/api/v1/wizard", metavar="PATH", help="of the API, WIZARD_BASE_PATH")
    parser.add_argument("--token", default=environment["token"], help="bearer token (default: $WIZARD_TOKEN)")
    parser.add_argument("--investigation-id", metavar="ID", help="a new id, or that of an interrupted run")
    parser.add_argument("--delay", type=_seconds, default=0.0, metavar="SECONDS", help="pause after each step")
    parser.add_argument("--describe", action="store_true", help="print settings that fit the log, and end")
    parser.add_argument(
        "--entity",
        type=_entity,
        nargs="+",
        action="extend",
        default=[],
        metavar="TYPE=ID",
        help="summarise this ip_address, user_id or device_id instead of the most suspicious ones in the log",
    )
    return parser


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{text!r} is not an http:// or https:// address")
    return text


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < 3600:
        raise argparse.ArgumentTypeError(f"{text} is not within 0..3600 seconds")
    return seconds


def _entity(text: str) -> Entity:
    entity_type, separator, entity_id = text.partition("=")
    if not (entity_type and separator and entity_id):
        raise argparse.ArgumentTypeError(f"{text!r} is not TYPE=ID")
    return Entity(entity_type, entity_id)


if __name__ == "__main__":
    sys.exit(main())
