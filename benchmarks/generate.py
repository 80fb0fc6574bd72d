"""Fill a database with investigations in every condition, through the code that the service writes with.

    python benchmarks/generate.py FILE [--investigations 1000000] [--users 1000] [--days 365] [--seconds 900]

Every investigation is created; most have begun, half of those were reported on and finished, some of these archived,
as if it had happened evenly over the last `--days`. Goes on where it ended: started again, it adds what is missing to
the number asked for. One transaction holds a batch, so that the disk is waited for once per batch.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from wizard_service.config import DatabaseSettings  # noqa: E402
from wizard_service.domain.events import Event, fold  # noqa: E402
from wizard_service.domain.identity.caller import Caller  # noqa: E402
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal  # noqa: E402
from wizard_service.domain.investigations import recorder  # noqa: E402
from wizard_service.domain.investigations.access import get_editable  # noqa: E402
from wizard_service.domain.investigations.commands import apply_change  # noqa: E402
from wizard_service.domain.investigations.delta import NewEvent  # noqa: E402
from wizard_service.domain.investigations.recorder import Change  # noqa: E402
from wizard_service.domain.investigations.sections import load_section  # noqa: E402
from wizard_service.domain.investigations.state import Document, Row  # noqa: E402
from wizard_service.domain.investigations.transitions import check_created, check_transition  # noqa: E402
from wizard_service.store import Transaction, open_backend  # noqa: E402
from wizard_service.store.sqlite.migrations import migrate  # noqa: E402

BATCH = 200
TYPES = ("ip_address", "user", "host", "domain", "file_hash", "email")
LEVELS = ((90, "critical"), (70, "high"), (40, "medium"), (0, "low"))
NEWEST = "SELECT max(investigation_id) FROM investigation_states WHERE investigation_id LIKE 'gen-%'"


class EvenClock:
    """Goes from `days` ago to now as the numbers go from 0 to `total`."""

    def __init__(self, days: float, total: int) -> None:
        self._begin, self._step = datetime.now(UTC) - timedelta(days=days), timedelta(days=days) / total
        self.number = 0

    def __call__(self) -> datetime:
        return self._begin + self._step * self.number


def main() -> None:
    options = _options()
    migrate(options.file)
    clock = EvenClock(options.days, options.investigations)
    with closing(open_backend(DatabaseSettings(url=f"sqlite:///{options.file.absolute()}"), clock)) as store:
        ((newest,),) = store.select_tuples(NEWEST)
        first = int(newest.removeprefix("gen-")) + 1 if newest else 0
        began = time.monotonic()
        for clock.number in range(first, options.investigations, BATCH):
            numbers = range(clock.number, min(clock.number + BATCH, options.investigations))
            store.write(lambda tx, numbers=numbers: [_generate(tx, number, options.users) for number in numbers])
            passed_s = time.monotonic() - began
            if clock.number // BATCH % 50 == 0:
                print(f"{numbers[-1] + 1} investigations, {(numbers[-1] + 1 - first) / passed_s:.0f}/s", flush=True)
            if passed_s > options.seconds:
                break
        made = numbers[-1] + 1 - first if first < options.investigations else 0
        print(f"{made} made in {time.monotonic() - began:.0f} s, {options.file.stat().st_size >> 20} MiB")


def _generate(tx: Transaction, number: int, users: int) -> None:
    chance = random.Random(number)
    caller = Caller(Principal(f"user-{number % users}", DEFAULT_SCOPES, 9e9), "USER", f"generated-{number}")
    begun = chance.random() < 0.7
    named = {"investigation_id": f"gen-{number:09d}", "user_id": caller.user_id}
    template = _begun if begun else _unbegun
    document = template(chance.randrange(500)) | named | {"created_at": tx.now, "updated_at": tx.now}
    if begun:
        document |= {"progress": document["progress"] | {"started_at": tx.now}}
    recorder.record_created(tx, caller, document)
    for effect in _life(chance) if begun else ():
        row = get_editable(tx, caller.principal, document["investigation_id"])
        apply_change(tx, caller, row, effect)


def _life(chance: random.Random) -> Iterator[Any]:
    if chance.random() < 0.5:
        yield _report(chance)
        yield _finish(chance.choice((12.5, 45.0, 72.0, 95.0)))
        if chance.random() < 0.2:
            yield _archive


def _report(chance: random.Random) -> Any:
    events = (
        NewEvent("progress_updated", {"percent_complete": float(chance.randrange(100)), "current_phase": "EXECUTION"}),
        NewEvent("log_appended", {"lines": [{"message": f"line {line} of a generated log"} for line in range(5)]}),
    )

    def effect(tx: Transaction, _: Row, before: Document) -> Change:
        after = before
        for event in events:
            after = fold(after, Event(event.event_type, event.data, before["version"] + 1, tx.now, tx.now))
        return Change(after, events)

    return effect


def _finish(score: float) -> Any:
    def effect(tx: Transaction, _: Row, before: Document) -> Change:
        ended = before | {"status": "COMPLETED", "wizard_step": "RESULTS", "results": _results(score)}
        stamped = check_transition(before, ended | {"version": before["version"] + 1, "updated_at": tx.now}, tx.now)
        return Change(stamped)

    return effect


def _archive(tx: Transaction, row: Row, before: Document) -> Change:
    event = NewEvent("investigation_archived", {"investigation_id": row["investigation_id"]})
    return Change(before | {"archived_at": tx.now}, [event], action_type="ARCHIVED")


@cache
def _unbegun(variant: int) -> Document:
    return {"wizard_step": "SETTINGS", "status": "IN_PROGRESS", "version": 1, "settings": _settings(variant)}


@cache
def _begun(variant: int) -> Document:
    # Checked once: it validates the settings, which takes longer than all the rest.
    return check_created(_unbegun(variant) | {"wizard_step": "PROGRESS"}, "")


@cache
def _settings(variant: int) -> Document:
    chance = random.Random(variant)
    types = chance.sample(TYPES, chance.randrange(1, 4))
    return load_section(
        "settings",
        {
            "name": f"Investigation of kind {variant}",
            "entities": [{"entity_type": each, "entity_id": f"{each}-{variant}"} for each in types],
            "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
            "tools": [{"tool_name": "failed_logins"}, {"tool_name": "geo_lookup", "enabled": False}],
        },
    )


@cache
def _results(score: float) -> Document:
    level = next(name for at_least, name in LEVELS if score >= at_least)
    found = {"title": "Guessing", "description": "Many failed logins", "severity": level, "confidence": 0.9}
    risk = {"overall_score": score, "category_scores": {"brute_force": score}, "risk_level": level}
    return load_section("results", {"findings": [found], "risk_score": risk, "completed_at": "2026-01-02T00:00:00Z"})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--investigations", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=1000)
    parser.add_argument("--days", type=float, default=365.0)
    parser.add_argument("--seconds", type=float, default=900.0, help="stop after this time, at the end of a batch")
    return parser.parse_args()


if __name__ == "__main__":
    main()
