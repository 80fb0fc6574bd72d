"""`tests/cases/folds` holds folds of every event type, which the service and the JavaScript client have in common."""

import json
from typing import Any

import orjson
import pytest

from tests.support.paths import ROOT
from wizard_service.domain.events import EVENT_TYPES, Event, fold
from wizard_service.domain.investigations.state import columns_of, state_json
from wizard_service.domain.merge_patch import without_nulls

FOLDER = ROOT / "tests" / "cases" / "folds"
# The states of a case name only the members that differ from the base of its file.
CASES: list[dict[str, Any]] = [
    case | {name: file["base"] | case[name] for name in ("state", "after")}
    for file in (json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json")))
    for case in file["cases"]
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_fold_of_a_case_gives_its_state(case: dict[str, Any]) -> None:
    event = Event(**case["event"])

    after = fold(without_nulls(case["state"], ""), event)

    assert orjson.loads(state_json(columns_of(after, {}))) == case["after"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_data_of_a_case_is_valid_for_its_event_type(case: dict[str, Any]) -> None:
    schema = EVENT_TYPES[case["event"]["event_type"]].schema

    assert schema.validate(case["event"]["data"]) == {}


def test_every_event_type_has_a_case() -> None:
    assert {case["event"]["event_type"] for case in CASES} == EVENT_TYPES.keys()
