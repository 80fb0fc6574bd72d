"""Placeholders: all that are found are filled in, and values are inserted unchanged (hypothesis)."""

import re
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard_service.domain.templates.placeholders import MAX_FILLED_CHARACTERS, fill_placeholders, find_placeholders
from wizard_service.errors import ValidationError

# Drawing names of every length would take most of the time of these tests.
NAMES = st.from_regex(re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,3}", re.ASCII), fullmatch=True) | st.just("Z" * 64)
PIECES = st.sampled_from(["", "a", " ", "}}", "{", "ünï", "\\", "\\1", "\n"])
VALUES = (
    st.text(max_size=5)
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.sampled_from(["{{x}}", "{{", "}}", "\\g<1>"])
)
TEXTS = st.lists(NAMES.map("{{{{{}}}}}".format) | PIECES, max_size=5).map(" ".join)
PARAMETERS = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
SETTINGS = st.fixed_dictionaries(
    {
        "name": TEXTS,
        "entities": st.lists(
            st.fixed_dictionaries({"entity_type": TEXTS, "entity_id": TEXTS}, optional={"name": TEXTS}), max_size=3
        ),
        "tools": st.lists(
            st.fixed_dictionaries(
                {"tool_name": TEXTS}, optional={"parameters": st.dictionaries(TEXTS, PARAMETERS, max_size=3)}
            ),
            max_size=2,
        ),
    },
    optional={"description": TEXTS},
)
# One document has more placeholders than most examples of other tests have values.
fewer = hypothesis.settings(max_examples=50)


@fewer
@given(SETTINGS)
def test_each_placeholder_filled_with_itself_changes_nothing(settings: dict[str, Any]) -> None:
    itself = {name: f"{{{{{name}}}}}" for name in find_placeholders(settings)}

    assert fill_placeholders(settings, itself) == settings


@fewer
@given(SETTINGS)
def test_plain_values_leave_no_placeholder_behind(settings: dict[str, Any]) -> None:
    names = find_placeholders(settings)

    result = fill_placeholders(settings, dict.fromkeys(names, "v"))

    assert find_placeholders(result) == []
    assert len(set(names)) == len(names)


@fewer
@given(SETTINGS, st.data())
def test_every_value_is_needed_and_inserted_as_it_is(settings: dict[str, Any], data: st.DataObject) -> None:
    names = find_placeholders(settings)
    values = {name: data.draw(VALUES) for name in names}

    fill_placeholders(settings, values)

    for name in names:
        with pytest.raises(KeyError):
            fill_placeholders(settings, {other: values[other] for other in names if other != name})


@given(VALUES, VALUES)
def test_a_placeholder_inside_a_value_is_not_filled(one: Any, other: Any) -> None:
    settings = {"name": "{{a}}|{{b}}", "entities": [], "tools": [{"tool_name": "{{a}}", "parameters": {"p": "{{a}}"}}]}

    result = fill_placeholders(settings, {"a": one, "b": other})

    assert result["name"] == "|".join(v if isinstance(v, str) else str(v).lower() for v in (one, other))
    assert result["tools"] == [{"tool_name": "{{a}}", "parameters": {"p": one}}]
    assert type(result["tools"][0]["parameters"]["p"]) is type(one)


@pytest.mark.parametrize(
    "text", ["{{", "{{}}", "{{ a }}", "{{a}", "{{1a}}", "{{ä}}", "{{a.b}}", "x{{a}}{{", "{{" + "a" * 65 + "}}"]
)
def test_text_with_opening_braces_must_be_a_placeholder(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        find_placeholders({"name": text, "entities": [], "tools": []})

    assert [error["field"] for error in refused.value.members["errors"]] == ["settings.name"]


@pytest.mark.parametrize(
    ("text", "names"), [("{{{a}}}", ["a"]), ("{{a}}{{b}}{{a}}", ["a", "b"]), ('{"x": {"y": 1}}', [])]
)
def test_braces_around_a_placeholder_are_text(text: str, names: list[str]) -> None:
    assert find_placeholders({"name": text, "entities": [], "tools": []}) == names


@pytest.mark.parametrize(
    "settings",
    [
        {"name": "{{a}}" * 1000, "entities": [], "tools": []},
        {"name": "n", "entities": [], "tools": [{"tool_name": "t", "parameters": {"p": ["{{a}}"] * 1000}}]},
    ],
    ids=["in a text", "in many parameters"],
)
def test_values_do_not_grow_without_bounds(settings: dict[str, Any]) -> None:
    fill_placeholders(settings, {"a": "x" * (MAX_FILLED_CHARACTERS // 1000)})
    with pytest.raises(ValidationError, match="more than"):
        fill_placeholders(settings, {"a": "x" * (MAX_FILLED_CHARACTERS // 1000 + 1)})
