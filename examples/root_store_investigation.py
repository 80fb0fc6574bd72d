"""Several agents investigate the root certificates that Mozilla trusts, and ask a person which are to lose trust.

    python examples/root_store_investigation.py --token "$(python -m wizard_service token --user me)"

The certificates are those of the package certifi. Answer the question in the console. Killed and started again with the
same `--investigation-id`, it goes on where it was, also with an answer that was given in between.

Exit status: 0 done (or done already), 1 failed or stopped, 2 wrong use.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import checkout  # noqa: F401 - makes the client importable
from root_store.bundle import read_bundle
from root_store.documents import settings_for
from root_store.team import investigate

from wizard_service.client import AlreadyExists, State, Stopped, WizardClient, WizardError


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.token:
        parser.error("no token: give --token or set WIZARD_TOKEN")
    try:
        with WizardClient(options.url, options.token) as wizard:
            state = _run(wizard, options)
    except Stopped as stopped:
        print(f"stopped: {stopped}")
    except KeyboardInterrupt:
        print("interrupted: run again with --investigation-id to resume", file=sys.stderr)
    except WizardError as refused:
        print(f"failed: {refused}", file=sys.stderr)
    else:
        print(f"{state.status}: {state.investigation_id} at {options.url}")
        return 0
    return 1


def _run(wizard: WizardClient, options: argparse.Namespace) -> State:
    state = _created_or_existing(wizard, options)
    if state.status == "COMPLETED":
        return state
    print(f"investigating {state.investigation_id}", flush=True)
    with wizard.executor(state.investigation_id) as run:
        return investigate(run)


def _created_or_existing(wizard: WizardClient, options: argparse.Namespace) -> State:
    settings = settings_for(read_bundle(), options.as_of)
    try:
        return wizard.create(investigation_id=options.investigation_id, settings=settings)
    except AlreadyExists:
        return wizard.get(options.investigation_id)


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Investigate the root certificates that Mozilla trusts.")
    parser.add_argument("--url", default=os.environ.get("WIZARD_URL", "http://127.0.0.1:8000"))
    parser.add_argument("--token", default=os.environ.get("WIZARD_TOKEN"))
    parser.add_argument("--investigation-id", help="the id of a new investigation, or of one to resume")
    parser.add_argument("--as-of", type=_day, default=datetime.now(UTC), help="the day of the checks, YYYY-MM-DD")
    return parser


if __name__ == "__main__":
    sys.exit(main())
