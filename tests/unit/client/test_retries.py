"""The client retries temporary failures under the same key, and waits between the attempts."""

from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from tests.support.client.scripted_server import Response, ScriptedServer, problem
from wizard_service.client import ServiceUnavailable, WizardClient
from wizard_service.client.executor.outbox import BatchLimits, batch_limits
from wizard_service.client.retries import MAX_WAIT_S, Backoff, backoff_s, retry_after_s

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_temporary_refusal_is_retried_under_the_same_idempotency_key(
    client: WizardClient, server: ScriptedServer, waits_s: list[float], status: int
) -> None:
    server.script(Response(status, "busy"), Response(status, "busy"), Response(200, {"version": 2, "events": []}))

    client.report("inv_1", [])

    keys = [request.headers["Idempotency-Key"] for request in server.requests]
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert len(waits_s) == 2


def test_every_write_has_a_different_idempotency_key(client: WizardClient, server: ScriptedServer) -> None:
    client.create()
    client.update("inv_1", {}, version=1)
    client.replace("inv_1", {}, version=1)
    client.report("inv_1", [])
    client.delete("inv_1", etag="*")

    assert len({request.headers["Idempotency-Key"] for request in server.requests}) == 5


def test_a_retried_write_is_the_same_request(client: WizardClient, server: ScriptedServer) -> None:
    server.script(Response(503, ""), Response())

    client.update("inv_1", {"status": "COMPLETED"}, etag='"k7f3.7"')

    first, second = server.requests
    assert first == second


def test_retry_after_takes_precedence_over_the_backoff(
    client: WizardClient, server: ScriptedServer, waits_s: list[float]
) -> None:
    refusal = problem(503, "storage_unavailable")
    server.script(Response(503, refusal.body, {"Retry-After": "17"}), Response())

    client.get("inv_1")

    assert waits_s == [17.0]


def test_an_excessive_retry_after_is_capped(client: WizardClient, server: ScriptedServer, waits_s: list[float]) -> None:
    server.script(Response(429, "", {"Retry-After": "86400"}), Response())

    client.get("inv_1")

    assert waits_s == [MAX_WAIT_S]


def test_a_request_whose_connection_closes_without_a_response_is_retried(
    client: WizardClient, server: ScriptedServer
) -> None:
    server.script(Response(hang_up=True), Response())

    state = client.update("inv_1", {"status": "COMPLETED"}, version=6)

    assert state.version == 7
    assert server.requests[0].headers["Idempotency-Key"] == server.requests[1].headers["Idempotency-Key"]


def test_a_request_that_times_out_is_retried(server: ScriptedServer, waits_s: list[float]) -> None:
    server.script(Response(stall=True), Response())

    with WizardClient(server.url, "t0ken", timeout_s=0.2, sleep=waits_s.append) as client:
        state = client.get("inv_1")

    assert (state.version, len(waits_s)) == (7, 1)


def test_a_refused_connection_is_retried_until_the_server_is_back(closed_port: int) -> None:
    with ExitStack() as stack:

        def start_the_server(_: float) -> None:
            stack.enter_context(ScriptedServer(closed_port))

        client = WizardClient(f"http://127.0.0.1:{closed_port}", "t0ken", sleep=start_the_server)
        state = stack.enter_context(client).get("inv_1")

        assert state.version == 7


def test_exhausted_retries_carry_the_last_problem(
    client: WizardClient, server: ScriptedServer, waits_s: list[float]
) -> None:
    server.script(problem(503, "storage_unavailable"))

    with pytest.raises(ServiceUnavailable) as refused:
        client.get("inv_1")

    assert (refused.value.status, refused.value.code) == (503, "storage_unavailable")
    assert (len(server.requests), len(waits_s)) == (4, 3)


def test_exhausted_retries_without_any_response_have_status_0(closed_port: int, waits_s: list[float]) -> None:
    with (
        WizardClient(f"http://127.0.0.1:{closed_port}", "t0ken", attempts=3, sleep=waits_s.append) as client,
        pytest.raises(ServiceUnavailable) as refused,
    ):
        client.get("inv_1")

    assert (refused.value.status, refused.value.code, len(waits_s)) == (0, "no_answer", 2)


def test_waits_stay_under_the_callers_cap(server: ScriptedServer, waits_s: list[float]) -> None:
    server.script(*[Response(503, "")] * 5, Response())

    with WizardClient(server.url, "t0ken", backoff_base_s=0.5, backoff_cap_s=1.0, sleep=waits_s.append) as client:
        client.get("inv_1")

    assert len(waits_s) == 5
    assert all(0 <= wait_s <= 1.0 for wait_s in waits_s)


@pytest.mark.parametrize(("retry", "longest_s"), [(0, 2), (1, 4), (2, 8), (3, 16), (4, 30), (5, 30), (5000, 30)])
def test_backoff_doubles_up_to_its_cap(retry: int, longest_s: float) -> None:
    backoff = Backoff(base_s=2, multiplier=2, cap_s=30, first_wait_s=0.5)

    assert backoff_s(backoff, retry, 1.0) == longest_s
    assert backoff_s(backoff, retry, 0.5) == 0.5 + (longest_s - 0.5) / 2


def test_no_wait_is_shorter_than_the_first_wait_unless_the_cap_is() -> None:
    assert backoff_s(Backoff(first_wait_s=0.5), 0, 0.0) == 0.5
    assert backoff_s(Backoff(first_wait_s=0.5, cap_s=0.2), 3, 0.0) == 0.2


CONFIG = {
    "polling": {
        "fast_interval_ms": 700,
        "normal_interval_ms": 700,
        "max_retries": 2,
        "backoff_multiplier": 5,
        "max_backoff_ms": 4000,
    },
    "limits": {"max_report_kb": 100, "max_event_kb": 10},
}


def test_waits_follow_the_client_config_of_the_service_and_arguments_take_precedence(
    server: ScriptedServer, waits_s: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    server.config = Response(200, CONFIG)
    caplog.set_level("INFO", "wizard_service.client")
    with (
        WizardClient(server.url, "t0ken", sleep=waits_s.append) as following,
        WizardClient(server.url, "t0ken", backoff_cap_s=0.7, sleep=waits_s.append) as capped,
    ):
        for client in (following, capped):
            client.get("inv_1")
            server.script(*[Response(503, "")] * 4, Response())
            client.get("inv_1")

    assert waits_s[0] == 0.7
    assert all(0.7 <= wait_s <= 4.0 for wait_s in waits_s[1:4])
    assert waits_s[4:] == [0.7] * 4
    assert [record.levelname for record in caplog.records] == ["INFO", "INFO", "WARNING", "WARNING"] * 2


def test_an_executor_keeps_its_batches_below_the_limits_of_the_service(server: ScriptedServer) -> None:
    server.config = Response(200, CONFIG)
    with WizardClient(server.url, "t0ken") as client:
        client.get("inv_1")

        assert batch_limits(client.service_limits()) == BatchLimits(80_000, chars_per_event=2_000, text_bytes=8_000)
    assert batch_limits({}) == BatchLimits(200_000, 40_000, 204_800)


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [
        (None, None),
        ("0", 0.0),
        ("12", 12.0),
        ("soon", None),
        ("-5", None),
        ("Thu, 15 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 15 Jan 2026 11:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, wait_s: float | None) -> None:
    assert retry_after_s(header, NOON) == wait_s
