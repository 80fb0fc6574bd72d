"""The components of an OpenAPI document as TypeScript types."""

import json
from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

SCALARS = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}


def namespace(name: str, components: Mapping[str, Schema]) -> str:
    """Return a TypeScript namespace with one exported type for each component."""
    types = [f"  export type {component} = {type_of(schema)};" for component, schema in components.items()]
    return "\n".join([f"declare namespace {name} {{", *types, "}"])


def type_of(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for keyword, operator in (("anyOf", " | "), ("oneOf", " | "), ("allOf", " & ")):
        if keyword in schema:
            return f"({operator.join(map(type_of, schema[keyword]))})"
    if "const" in schema or "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema.get("enum", [schema.get("const")]))
    types = schema.get("type", [])
    return " | ".join(_typed(schema, name) for name in ([types] if isinstance(types, str) else types)) or "any"


def _typed(schema: Schema, name: str) -> str:
    if name == "array":
        return f"({type_of(schema.get('items', {}))})[]"
    if name != "object":
        return SCALARS[name]
    if "properties" in schema:
        return _object(schema)
    values = schema.get("additionalProperties")
    return f"Record<string, {type_of(values) if isinstance(values, dict) else 'any'}>"


def _object(schema: Schema) -> str:
    required = schema.get("required", [])
    members = [
        f"{name}{'' if name in required else '?'}: {type_of(member)}" for name, member in schema["properties"].items()
    ]
    return f"{{ {'; '.join(members)} }}"
