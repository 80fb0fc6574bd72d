"""The schemas that an answer can be checked against are a part of JSON Schema whose checks stay cheap."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from wizard_service.domain.inputs.answer_schema import (
    MAX_ENUM,
    MAX_SUBSCHEMAS,
    TYPES,
    answer_errors,
    schema_errors,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, "a", "", *TYPES]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=5,
)
KEYWORDS = (
    *("type", "enum", "const", "properties", "required", "additionalProperties", "items", "title", "default"),
    *("minLength", "maxItems", "minimum", "exclusiveMaximum", "format", "examples", "pattern", "$ref", "anyOf"),
)
SCHEMAS = st.recursive(
    st.dictionaries(st.sampled_from(KEYWORDS), VALUES, max_size=4),
    lambda inner: st.fixed_dictionaries(
        {}, optional={"items": inner, "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2)}
    ),
    max_leaves=4,
)


@given(schema=SCHEMAS)
def test_what_is_accepted_is_a_json_schema(schema: dict[str, Any]) -> None:
    if not schema_errors(schema):
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            pytest.fail(f"{schema}: {error.message}")


@given(schema=SCHEMAS, answer=VALUES)
def test_a_check_has_an_outcome_for_every_schema_and_answer(schema: dict[str, Any], answer: Any) -> None:
    if not schema_errors(schema):
        assert (answer_errors(schema, answer) == []) == Draft202012Validator(schema).is_valid(answer)


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ({"$ref": "#"}, "$ref"),
        ({"pattern": "(a+)+$"}, "pattern"),
        ({"patternProperties": {}}, "patternProperties"),
        ({"anyOf": [{}]}, "anyOf"),
        ({"uniqueItems": True}, "uniqueItems"),
        ({"type": ["string"]}, "type"),
        ({"properties": {"a": {"minLength": -1}}}, "properties.a.minLength"),
        ({"items": {"items": {"enum": []}}}, "items.items.enum"),
        ({"items": [{}]}, "items"),
        ({"enum": [*range(MAX_ENUM + 1)]}, "enum"),
        ({"required": ["a", "a"]}, "required"),
    ],
)
def test_a_schema_outside_the_subset_is_refused_with_the_path(schema: dict[str, Any], path: str) -> None:
    assert path in [error_path for error_path, _ in schema_errors(schema)]


def test_the_number_of_subschemas_and_bytes_is_limited() -> None:
    assert schema_errors({"properties": {f"p{number}": {} for number in range(MAX_SUBSCHEMAS)}})
    assert schema_errors({"title": "x" * 20_000})
