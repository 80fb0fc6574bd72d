"""Requests per second of a service with more workers, on this machine, with the load generator beside them."""

import argparse

from benchmarks.peers import request_cases
from benchmarks.peers.investigations import store
from benchmarks.peers.services import wizard_service

from .axes import Costs


def workers(count: int, seconds: int) -> Costs:
    """Return unchanged polls per second over 64 connections, and reports per second of 16 writers."""
    options = argparse.Namespace(seconds=seconds)
    with wizard_service(count) as service:
        stored = store(service, request_cases.CONNECTIONS)
        polls = request_cases.unchanged_poll_load(service, stored, options)()
        reports = request_cases.report_load(service, stored[: request_cases.WRITERS], options)()
    return {"poll, 304": polls.per_s, "report": reports.per_s}
