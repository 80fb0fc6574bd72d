"""Answers count towards the size of the state, which must stay within its limit."""

from dataclasses import replace

import pytest

from tests.support.domain.retention import CALLER, LIMITS, create
from wizard_service.domain.inputs import answers
from wizard_service.domain.investigations import reports
from wizard_service.errors import TooLarge
from wizard_service.store import Backend
from wizard_service.store.repositories import states

ASKED = {"event_type": "input_requested", "data": {"request_id": "q1", "prompt": "Why?", "kind": "text"}}


def test_an_answer_that_would_make_the_state_too_large_is_refused(store: Backend) -> None:
    create(store)
    reports.report(store, LIMITS, CALLER, "i", ASKED)
    before = states.find(store, "i")

    with pytest.raises(TooLarge):
        answers.give(store, replace(LIMITS, max_size_kb=8), CALLER, "i", "q1", "x" * 10_000)

    assert states.find(store, "i") == before
    answers.give(store, LIMITS, CALLER, "i", "q1", "x" * 10_000)
