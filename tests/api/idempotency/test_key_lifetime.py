"""An idempotency key is valid for 24 hours (contract section 3)."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.support.api.client import Api, Document, document
from tests.support.api.idempotency import KEY, REPORT, change_outcome, replayed_parts
from wizard_service.timestamps import timestamp


def grow_old(app: Flask, user_id: str, age: timedelta) -> None:
    change_outcome(app, user_id, "created_at", lambda created: timestamp(datetime.fromisoformat(created) - age))
    change_outcome(app, user_id, "row_checksum", lambda _: None)


@pytest.mark.parametrize(
    ("age", "version"), [(timedelta(hours=23, minutes=59), 2), (timedelta(hours=24, minutes=1), 3)]
)
def test_key_is_valid_for_24_hours(service: Flask, api: Api, settings: Document, age: timedelta, version: int) -> None:
    investigation_id = api.running(settings)
    api.report(investigation_id, REPORT, KEY)
    grow_old(service, api.user_id, age)

    assert document(api.report(investigation_id, REPORT, KEY))["version"] == version
    assert document(api.report(investigation_id, REPORT, KEY))["version"] == version


def test_key_is_free_for_another_request_after_24_hours(service: Flask, api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    api.report(investigation_id, REPORT, KEY)
    grow_old(service, api.user_id, timedelta(hours=25))

    other = [api.patch(investigation_id, {"status": "ERROR", "version": 2}, KEY) for _ in range(2)]

    assert replayed_parts(other[0]) == replayed_parts(other[1])
    assert api.state(investigation_id)["version"] == 3
