"""Correction of usage rows that differ from what is stored, after a recovery or changes made by hand."""

from functools import partial

from ...store import Backend
from ...store.repositories import usage


def correct_usage(store: Backend) -> int:
    """Measure everything that is stored, correct the usage rows that differ, and return how many.

    The service may write meanwhile. The measurement reads the whole database, so it is for commands alone.
    """
    with store.snapshot() as reader:
        drifts = list(usage.find_drift(reader))
    return sum(store.write(partial(_correct, drift)) for drift in drifts)


def _correct(drift: usage.Drift, tx: usage.Transaction) -> bool:
    return usage.correct(tx, drift)
