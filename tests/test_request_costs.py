"""The requests that clients repeat most cost no more SQL statements and Python calls than they need today.

The limits leave a tenth for other versions of Python. `benchmarks/request_paths.py` lists where the calls go.
"""

import pytest

from benchmarks.call_counter import Cost
from benchmarks.request_paths import measure

# SQL statements and Python calls, of the writer's thread too.
LIMITS = {
    "GET poll, 304": (1, 116),
    "GET poll, idle, no ETag": (1, 129),
    "GET poll, changed": (5, 362),
    "GET state": (1, 84),
    "GET history?status": (3, 790),
    "POST events": (7, 1_310),
    "POST events, lease": (8, 1_400),
    "POST events, lease, key": (12, 1_510),
    "PUT lease": (3, 420),
    "PATCH state": (9, 1_520),
}


@pytest.fixture(scope="module")
def costs() -> dict[str, Cost]:
    return measure()


@pytest.mark.parametrize("request_name", LIMITS)
def test_a_request_takes_no_more_statements_and_calls(costs: dict[str, Cost], request_name: str) -> None:
    cost, (most_statements, most_calls) = costs[request_name], LIMITS[request_name]

    assert len(cost.statements) <= most_statements
    assert cost.calls <= most_calls
