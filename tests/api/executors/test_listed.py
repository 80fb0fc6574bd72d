"""The list of active investigations shows whether an executor works on each (contract section 11)."""

import pytest

from tests.support.api.active_list import active
from tests.support.api.client import Api, Document, document
from tests.support.api.executors.leases import holder


def listed_status(api: Api) -> str | None:
    (row,) = document(active(api))["investigations"]
    status: str | None = row["executor_status"]
    return status


def test_the_list_has_the_status_of_the_executor(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    assert listed_status(api) is None

    lease = holder(api, investigation_id)
    assert listed_status(api) == "ATTACHED"

    lease.release()
    assert listed_status(api) == api.state(investigation_id)["progress"]["executor"]["status"] == "RELEASED"


def test_a_reset_investigation_is_listed_without_an_executor(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    holder(api, investigation_id)

    api.changed(investigation_id, wizard_step="SETTINGS")

    assert listed_status(api) is None


@pytest.mark.parametrize("end", ["released", "completed"])
def test_a_run_that_begins_again_is_listed_without_the_executor_of_the_run_before(
    api: Api, settings: Document, end: str
) -> None:
    investigation_id = api.running(settings)
    lease = holder(api, investigation_id)
    if end == "released":
        lease.release()
    else:
        api.changed(investigation_id, status="COMPLETED")
    assert listed_status(api) == "RELEASED"

    api.navigate(investigation_id, step="SETTINGS")
    api.navigate(investigation_id, step="PROGRESS")

    assert "executor" not in (api.state(investigation_id)["progress"] or {})
    assert listed_status(api) is None
