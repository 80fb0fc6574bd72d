"""Events that wait to be reported: lines join in one event, within the limits of the service."""

import json

import pytest

from wizard_service.client.executor.outbox import BatchLimits, append_event, take_batch
from wizard_service.client.executor.texts import Event, cut_texts, new_log_line
from wizard_service.config import StateSettings

LIMITS = StateSettings()


def pending_lines(count: int, line: str) -> list[Event]:
    pending: list[Event] = []
    for _ in range(count):
        append_event(pending, new_log_line(line, None, None))
    return pending


def test_lines_join_up_to_a_hundred_per_event() -> None:
    pending = pending_lines(250, "short")

    assert [len(event["data"]["lines"]) for event in pending] == [100, 100, 50]


def test_no_event_of_the_longest_lines_exceeds_the_services_limit() -> None:
    pending = pending_lines(50, "\U0001f600" * 10_000)

    sizes = [len(json.dumps(event, ensure_ascii=False).encode()) for event in pending]

    assert sum(len(event["data"]["lines"]) for event in pending) == 50
    assert max(sizes) <= LIMITS.event_max_size_kb * 1024


def test_no_batch_of_the_longest_events_exceeds_the_services_limit() -> None:
    pending = pending_lines(50, "\U0001f600" * 10_000)

    while pending:
        batch = take_batch(pending)
        size = sum(len(json.dumps(event, ensure_ascii=False).encode()) for event in batch)
        assert size <= LIMITS.report_max_size_kb * 1024


@pytest.mark.parametrize("character", ["a", "\u20ac", "\U0001f600", "\u0001"])
def test_a_text_is_cut_only_where_the_service_would_refuse_its_event(character: str) -> None:
    whole, long = new_log_line(character * 30_000, None, None), new_log_line(character * 300_000, None, None)

    for event in (whole, long):
        cut_texts(event["data"], BatchLimits().text_bytes)

    assert whole["data"]["lines"][0]["message"] == character * 30_000
    cut = long["data"]["lines"][0]["message"]
    size = len(json.dumps(long, ensure_ascii=False).encode())
    assert cut.lstrip(character) == "\u2026"
    assert LIMITS.event_max_size_kb * 700 < size <= LIMITS.event_max_size_kb * 1024
