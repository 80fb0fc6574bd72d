"""A stored outcome whose bytes have changed is never replayed, and its request is not carried out again."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.support.api.client import Api, Document, problem
from tests.support.api.idempotency import KEY, REPORT, change_outcome

DAMAGE: dict[str, Callable[[Any], Any]] = {
    "outcome": lambda outcome: outcome.replace('"version":2', '"version":3'),
    "request_sha256": lambda digest: ("1" if digest[0] == "0" else "0") + digest[1:],
    "created_at": lambda timestamp: "2020" + timestamp[4:],
    "row_checksum": lambda checksum: checksum + 1,
}


@pytest.mark.parametrize("column", DAMAGE)
def test_a_damaged_outcome_is_an_error_and_no_answer(service: Flask, api: Api, settings: Document, column: str) -> None:
    investigation_id = api.running(settings)
    # The digest begins with another digit than the damaged one.
    requests = [REPORT, REPORT | {"data": {"percent_complete": 11}}]
    api.report(investigation_id, requests, KEY)
    change_outcome(service, api.user_id, column, DAMAGE[column])
    before = api.state(investigation_id)

    answers = [api.report(investigation_id, requests, KEY) for _ in range(2)]

    assert ["damaged" in problem(answer, 500, "internal")["detail"] for answer in answers] == [True, True]
    assert api.state(investigation_id) == before
