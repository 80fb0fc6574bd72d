"""The events and the progress that a run has stored at the service."""

from tests.support.live.users import Document
from wizard_service.client import WizardClient


def events_of(client: WizardClient, investigation_id: str) -> list[Document]:
    epoch = client.get(investigation_id).etag.strip('"').split(".")[0]
    events: list[Document] = client.poll(investigation_id, cursor=f"{epoch}-0")["events"]
    return events


def event_data(client: WizardClient, investigation_id: str, *event_types: str) -> list[Document]:
    return [event["data"] for event in events_of(client, investigation_id) if event["event_type"] in event_types]


def progress(client: WizardClient, investigation_id: str) -> Document:
    stored: Document = client.get(investigation_id).document["progress"]
    return stored
