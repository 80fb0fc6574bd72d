"""Times in requests (contract section 1)."""

import pytest

from tests.support.api.client import Api, Document, wrong_fields


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
        ("2017-01-01T08:59:60.987+09:00", "2017-01-01T00:00:00.987Z"),
        ("2026-01-01t00:00:00.99999999999999999999z", "2026-01-01T00:00:00.999Z"),
    ],
)
def test_every_time_of_rfc_3339_is_stored_in_utc_with_milliseconds(
    api: Api, settings: Document, sent: str, stored: str
) -> None:
    time_range = {"start": sent, "end": "2027-01-01T00:00:00Z"}

    investigation_id = api.created(settings=settings | {"time_range": time_range})

    assert api.state(investigation_id)["settings"]["time_range"]["start"] == stored


@pytest.mark.parametrize(
    "start",
    ["2026-01-01T10:15:60Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00+01:75", "٢٠٢٦-01-01T00:00:00Z"],
)
def test_a_time_that_does_not_exist_is_refused(api: Api, settings: Document, start: str) -> None:
    time_range = {"start": start, "end": "2027-01-01T00:00:00Z"}

    created = api.call("POST", "/investigations", json={"settings": settings | {"time_range": time_range}})

    assert wrong_fields(created) == {"settings.time_range.start"}
