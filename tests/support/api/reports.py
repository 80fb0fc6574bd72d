"""Readers of the state that reports leave behind."""

from tests.support.api.client import Api, Document

AT_10 = "2026-01-15T10:00:00.000Z"
AT_11 = "2026-01-15T11:00:00.000Z"
AT_12 = "2026-01-15T12:00:00.000Z"


def progress_after(api: Api, investigation_id: str, *reports: Document) -> Document:
    progress: Document = api.reported(investigation_id, *reports)["progress"]
    return progress
