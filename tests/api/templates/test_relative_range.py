"""A relative time range ends at the start of the investigation (contract section 3)."""

from datetime import datetime, timedelta

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, wrong_fields

DAY_S = 86_400


@pytest.fixture
def relative(settings: Document) -> Document:
    return settings | {"time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z", "last_s": DAY_S}}


def expect_resolved(state: Document) -> None:
    started_at = state["progress"]["started_at"]
    start = datetime.fromisoformat(started_at) - timedelta(seconds=DAY_S)
    time_range = state["settings"]["time_range"]
    assert (time_range["end"], time_range["last_s"]) == (started_at, DAY_S)
    assert datetime.fromisoformat(time_range["start"]) == start


def test_the_range_ends_at_the_start(api: Api, relative: Document) -> None:
    investigation_id = api.created(settings=relative)
    assert api.state(investigation_id)["settings"]["time_range"]["end"] == "2026-01-02T00:00:00.000Z"

    expect_resolved(api.changed(investigation_id, wizard_step="PROGRESS"))
    expect_resolved(api.state(api.running(relative)))


def test_the_range_is_resolved_again_at_the_next_start(api: Api, relative: Document) -> None:
    investigation_id = api.running(relative)
    first = api.state(investigation_id)["settings"]

    api.changed(investigation_id, wizard_step="SETTINGS")
    assert api.state(investigation_id)["settings"] == first
    expect_resolved(api.changed(investigation_id, wizard_step="PROGRESS"))


def test_a_template_keeps_the_range_relative(api: Api, relative: Document) -> None:
    body = {"name": "Daily", "from_investigation": api.running(relative)}
    template = document(api.call("POST", "/templates", json=body), 201)
    applied = document(api.call("POST", f"/templates/{template['template_id']}/apply", json={}), 201)

    expect_resolved(api.changed(applied["investigation_id"], wizard_step="PROGRESS"))


@pytest.mark.parametrize("last_s", [0, -1, 1.5, True, "86400", 315_360_001])
def test_the_length_is_a_whole_number_of_seconds_up_to_ten_years(api: Api, relative: Document, last_s: object) -> None:
    wrong = relative | {"time_range": relative["time_range"] | {"last_s": last_s}}

    assert wrong_fields(api.create(settings=wrong)) == {"settings.time_range.last_s"}


def test_an_executor_may_start_an_investigation_with_a_relative_range(
    api: Api, api_for: ApiFor, relative: Document
) -> None:
    investigation_id = api.created(settings=relative)

    document(api_for(None, "wizard:run").navigate(investigation_id, step="PROGRESS"))

    expect_resolved(api.state(investigation_id))
