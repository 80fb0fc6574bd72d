"""An executor as it calls the API: it takes a lease and makes requests under it."""

from dataclasses import dataclass

from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, Headers, document, event


@dataclass(frozen=True)
class LeaseHolder:
    """A caller with a lease of one investigation."""

    api: Api
    investigation_id: str
    lease: Document

    @property
    def headers(self) -> Headers:
        return {"Wizard-Lease": self.lease["lease_id"]}

    @property
    def path(self) -> str:
        return f"/{self.investigation_id}/lease"

    def report(self) -> TestResponse:
        return self.api.report(self.investigation_id, event("progress_updated", percent_complete=10), self.headers)

    def renew(self) -> TestResponse:
        return self.api.call("PUT", self.path, self.headers)

    def release(self) -> TestResponse:
        return self.api.call("DELETE", self.path, self.headers)


def take(api: Api, investigation_id: str, executor: str = "worker", **members: object) -> TestResponse:
    return api.call("POST", f"/{investigation_id}/lease", json={"executor": executor} | members)


def holder(api: Api, investigation_id: str, executor: str = "worker", **members: object) -> LeaseHolder:
    """Return an executor that has taken the lease."""
    return LeaseHolder(api, investigation_id, document(take(api, investigation_id, executor, **members), 201))
