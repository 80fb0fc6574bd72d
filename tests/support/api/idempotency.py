"""Requests under an Idempotency-Key, and comparisons of their first and repeated responses."""

from werkzeug.test import TestResponse

from tests.support.api.client import event

KEY = {"Idempotency-Key": "once"}
REPORT = event("progress_updated", percent_complete=10)
REPLAYED_HEADERS = ("ETag", "Location", "Content-Type", "Content-Length")


def same(first: TestResponse, again: TestResponse) -> bool:
    names = ("ETag", "Location", "Content-Type")
    one, other = ((it.status_code, it.data, [it.headers.get(name) for name in names]) for it in (first, again))
    return one == other


def replayed_parts(answer: TestResponse, status: int = 200) -> tuple[int, bytes, list[str | None]]:
    """Return what must be the same in the first and in every repeated response, which must have the status."""
    assert answer.status_code == status, answer.text
    return answer.status_code, answer.data, [answer.headers.get(name) for name in REPLAYED_HEADERS]
