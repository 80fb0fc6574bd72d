"""An idempotency key is valid for 24 hours at least (contract section 3)."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.support.api.client import Api, Document
from tests.support.api.idempotency import KEY, REPORT, change_outcome, replayed_parts
from wizard_service.timestamps import timestamp


def grow_old(app: Flask, user_id: str, age: timedelta) -> None:
    change_outcome(app, user_id, "created_at", lambda created: timestamp(datetime.fromisoformat(created) - age))
    change_outcome(app, user_id, "row_checksum", lambda _: None)


@pytest.mark.parametrize("age", [timedelta(hours=23), timedelta(hours=25), timedelta(days=3650)])
def test_a_repeated_request_is_carried_out_once_while_its_outcome_is_stored(
    service: Flask, api: Api, settings: Document, age: timedelta
) -> None:
    """After a jump of the clock, the outcome of a recent request looks old."""
    investigation_id = api.running(settings)
    first = api.report(investigation_id, REPORT, KEY)
    grow_old(service, api.user_id, age)

    again = api.report(investigation_id, REPORT, KEY)

    assert replayed_parts(again) == replayed_parts(first)
    assert api.state(investigation_id)["version"] == 2


def test_key_is_not_free_for_another_request_within_24_hours(service: Flask, api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    api.report(investigation_id, REPORT, KEY)
    grow_old(service, api.user_id, timedelta(minutes=1439))

    other = api.patch(investigation_id, {"status": "ERROR", "version": 2}, KEY)

    assert (other.status_code, other.get_json()["code"]) == (409, "idempotency_mismatch")


def test_key_is_free_for_another_request_after_24_hours(service: Flask, api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    api.report(investigation_id, REPORT, KEY)
    grow_old(service, api.user_id, timedelta(hours=25))

    other = [api.patch(investigation_id, {"status": "ERROR", "version": 2}, KEY) for _ in range(2)]

    assert replayed_parts(other[0]) == replayed_parts(other[1])
    assert api.state(investigation_id)["version"] == 3
