"""An object in a long list is loaded without its schema when it is valid, with the same result."""

from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

from tests.support.domain.costs import calls_of
from wizard_service.domain.events.executor_event_types import LogLine
from wizard_service.domain.fields import ObjectSchema
from wizard_service.domain.investigations.sections import Agent, Finding, Phase, ToolExecution
from wizard_service.domain.item_object import ItemObject

NOW = "2026-01-15T10:00:00.000Z"
SCHEMAS = [Agent, Finding, LogLine, Phase, ToolExecution]
# Values that are valid for some member, at its limits or just beyond them.
VALUES = st.sampled_from(
    [
        *(None, True, False, 0, 1, -1, 100, 101, 2, 3.0, 0.5, 1e400, 2**53, 2**53 - 1, "", " ", "a", "é", "\0"),
        *("a" * 255, "a" * 256, "pending", "COMPLETED", NOW, "2026-01-15t10:00:00+01:00", "2026-02-30T10:00:00Z"),
        *([], ["a"], [1], ["l"] * 1001, ["l" * 200_000] * 2, {}, [{}], [{"a": None}]),
    ]
)
VALID: dict[type[ObjectSchema], dict[str, Any]] = {
    Agent: {"agent_name": "a", "status": "s"},
    Finding: {"title": "t", "description": "", "severity": "s", "confidence": 1},
    LogLine: {"message": ""},
    Phase: {"phase_name": "p", "status": "pending", "started_at": "2026-01-15T10:00:00Z"},
    ToolExecution: {"tool_name": "t", "status": "PENDING", "findings_count": 3},
}


def loaded(field: fields.Nested, value: Any) -> Any:
    try:
        members = field.deserialize(value)
    except ValidationError as error:
        return error.normalized_messages()
    return [(name, type(member), member) for name, member in members.items()]


@pytest.mark.parametrize("schema", SCHEMAS)
@hypothesis.settings(deadline=None, max_examples=150, database=None)
@hypothesis.given(data=st.data())
def test_an_object_is_loaded_as_by_its_schema(schema: type[ObjectSchema], data: st.DataObject) -> None:
    names = st.sampled_from([*schema().fields, "unknown"])
    value = VALID[schema] | data.draw(st.dictionaries(names, VALUES, max_size=3))
    for name in data.draw(st.sets(names, max_size=1)):
        value.pop(name, None)

    assert loaded(ItemObject(schema), value) == loaded(fields.Nested(schema), value)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_valid_object_costs_a_fraction_of_its_schema(schema: type[ObjectSchema]) -> None:
    quick, slow = (field.deserialize for field in (ItemObject(schema), fields.Nested(schema)))

    assert calls_of(lambda: quick(VALID[schema])) < calls_of(lambda: slow(VALID[schema])) / 2
