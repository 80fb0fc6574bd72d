"""Requests under an Idempotency-Key, and what their repetition is answered."""

from werkzeug.test import TestResponse

from tests.support.api.client import event

KEY = {"Idempotency-Key": "once"}
REPORT = event("progress_updated", percent_complete=10)
TOLD = ("ETag", "Location", "Content-Type", "Content-Length")


def same(first: TestResponse, again: TestResponse) -> bool:
    names = ("ETag", "Location", "Content-Type")
    told = [(each.status_code, each.data, [each.headers.get(name) for name in names]) for each in (first, again)]
    return told[0] == told[1]


def told(answer: TestResponse) -> tuple[int, bytes, list[str | None]]:
    assert answer.status_code < 300, answer.text
    return answer.status_code, answer.data, [answer.headers.get(name) for name in TOLD]
