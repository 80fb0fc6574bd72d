"""The answer to a wrong request is short, however large the request is (contract section 1)."""

from typing import Any

import pytest

from tests.support.api.client import Api, Document, event, problem


@pytest.mark.parametrize(
    ("progress", "more"),
    [
        ({f"unknown {n}": 1 for n in range(1000)}, 980),
        ({"agents": [{}] * 10_000}, 22),
        ({"x" * 50_000: 1}, None),
        ({"\u20ac" * 10_000 + str(n): 1 for n in range(20)}, None),
    ],
)
def test_an_answer_lists_20_errors_and_how_many_more_were_found(
    api: Api, settings: Document, progress: Document, more: int | None
) -> None:
    refusal = api.change(api.running(settings), progress=progress)

    body = problem(refusal, 422, "validation_error")
    assert len(body["errors"]) == min(len(progress) if "agents" not in progress else 20, 20)
    assert body.get("more_errors") == more
    assert len(refusal.data) < 64 * 1024


@pytest.mark.parametrize("report", [[{}] * 100, [event("log_appended", lines=[{}] * 1000)] * 10])
def test_a_report_is_answered_with_20_errors(api: Api, settings: Document, report: Any) -> None:
    body = problem(api.report(api.running(settings), report), 422, "validation_error")

    assert len(body["errors"]) == 20
    assert body["more_errors"] > 0


def test_a_problem_quotes_no_long_text_of_its_caller(api: Api, settings: Document) -> None:
    sent = {"name": "n", "from_investigation": "x" * 90_000}

    refusal = api.call("POST", "/templates", json=sent)

    problem(refusal, 404, "not_found")
    assert len(refusal.data) < 4000
