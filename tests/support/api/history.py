"""Past investigations, and requests for their list."""

from typing import Any

from tests.support.api.client import Api, Document, document, event
from tests.support.documents import valid_results, valid_settings

NAMES = ["Zebra", "alpha", "beta 100%", "Übung", "alpha"]


def fill(api: Api) -> None:
    """Create 5 investigations: completed, in error, cancelled, running, and one just begun."""
    for number, name in enumerate(NAMES):
        entities = [{"entity_type": f"type {n}", "entity_id": "x"} for n in range(number + 1)]
        investigation_id = api.created(settings=valid_settings() | {"name": name, "entities": entities})
        if number < 4:
            api.changed(investigation_id, wizard_step="PROGRESS")
        if number == 0:
            api.changed(investigation_id, status="COMPLETED", results=valid_results())
        if number == 1:
            api.reported(investigation_id, event("error_occurred", error_message="m"))
        if number == 2:
            api.changed(investigation_id, status="CANCELLED")


def page(api: Api, **query: Any) -> Document:
    return document(api.call("GET", "/history", query_string=query))


def ids(api: Api, **query: Any) -> list[str]:
    return [item["investigation_id"] for item in page(api, **query)["items"]]
