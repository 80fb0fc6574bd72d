"""A change takes one SQL statement for each row that it reads or writes, because all changes share one writer."""

import re
from contextlib import closing
from pathlib import Path

from benchmarks.call_counter import CallCounter
from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import CALLER, LIMITS, create
from wizard_service.config import DatabaseSettings
from wizard_service.domain.investigations import reports
from wizard_service.store import open_backend

REPORT = {"event_type": "progress_updated", "data": {"percent_complete": 10}}
# The statement joins the lease that decides.
READ = ["investigation_states"]
WRITTEN = ["investigation_states", "investigation_audit_log", "usage", "feeds", "events", "database_identity"]


def table_of(statement: str) -> str:
    named = re.search(r"\b(?:FROM|INTO|UPDATE) (\w+)", statement)
    assert named, statement
    return named[1]


def test_a_report_takes_one_statement_for_each_row_it_reads_or_writes(database_file: Path, clock: MovableClock) -> None:
    # The counter sees only connections that are made after it.
    with (
        CallCounter("wizard_service").installed() as counter,
        closing(open_backend(DatabaseSettings(url=f"sqlite:///{database_file}"), clock)) as store,
    ):
        create(store)

        with counter.counting() as cost:
            reports.report(store, LIMITS, CALLER, "i", REPORT)

    assert [table_of(statement) for statement in cost.statements] == READ + WRITTEN
