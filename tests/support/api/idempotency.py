"""Requests under an Idempotency-Key, and the outcomes that repeated requests must share."""

from werkzeug.test import TestResponse

from tests.support.api.client import event

KEY = {"Idempotency-Key": "once"}
REPORT = event("progress_updated", percent_complete=10)
REPEATED_HEADERS = ("ETag", "Location", "Content-Type", "Content-Length")


def same(first: TestResponse, again: TestResponse) -> bool:
    names = ("ETag", "Location", "Content-Type")
    outcomes = [
        (answer.status_code, answer.data, [answer.headers.get(name) for name in names]) for answer in (first, again)
    ]
    return outcomes[0] == outcomes[1]


def outcome(answer: TestResponse) -> tuple[int, bytes, list[str | None]]:
    assert answer.status_code < 300, answer.text
    return answer.status_code, answer.data, [answer.headers.get(name) for name in REPEATED_HEADERS]
