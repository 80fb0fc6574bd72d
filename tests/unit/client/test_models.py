"""The typed dictionaries of the client agree with the OpenAPI document, member by member."""

import shutil
import types
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from wizard_service.app import close, create_app
from wizard_service.client import api
from wizard_service.config import AuthSettings, Config, DatabaseSettings

Shape = dict[str, Any]
JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
# These documents are dictionaries or dataclasses in the client.
UNTYPED = {"State", "Poll", "PollAll"}
# The client turns pages into `Page`, and unwraps lists.
PAGES = {"AuditPage", "RefusedPage", "TemplatePage", "HistoryPage", "SharedList"}
# The client has no call that returns these.
NOT_OFFERED = {"Session", "TemplateVersions"}


def models() -> dict[str, Any]:
    """Return the typed dictionaries that the modules of `client.api` define, by name."""
    modules = [import_module(f"{api.__name__}.{module.name}") for module in iter_modules(api.__path__)]
    members = [member for module in modules for member in vars(module).values() if is_typeddict(member)]
    return {model.__name__: model for model in members if model.__module__.startswith(api.__name__)}


MODELS = models()


@pytest.fixture(scope="module")
def openapi(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shape]:
    """Yield the document as the service serves it."""
    database = shutil.copy(migrated, tmp_path_factory.mktemp("models"))
    app = create_app(Config(AuthSettings(secret="s" * 40), DatabaseSettings(url=f"sqlite:///{database}")))
    yield app.test_client().get("/api/v1/wizard/openapi.json").get_json()
    close(app)


@pytest.fixture(scope="module")
def components(openapi: Shape) -> dict[str, Shape]:
    schemas: dict[str, Shape] = openapi["components"]["schemas"]
    return schemas


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_typed_dictionary_has_the_members_of_its_component(name: str, components: dict[str, Shape]) -> None:
    assert set(get_type_hints(MODELS[name])) == set(components[name]["properties"])


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_typed_dictionary_requires_what_its_component_requires(name: str, components: dict[str, Shape]) -> None:
    assert MODELS[name].__required_keys__ == set(components[name]["required"])


@pytest.mark.parametrize("name", sorted(MODELS))
def test_each_member_has_the_type_of_its_property(name: str, components: dict[str, Shape]) -> None:
    properties = components[name]["properties"]

    assert [
        member for member, hint in get_type_hints(MODELS[name]).items() if not agrees(hint, properties[member])
    ] == []


def test_every_document_that_the_service_returns_has_a_typed_dictionary(openapi: Shape) -> None:
    assert returned_components(openapi) - MODELS.keys() == UNTYPED | PAGES | NOT_OFFERED


def agrees(hint: Any, schema: Shape) -> bool:
    """Return whether a type admits what a schema admits; a plain type may stand for an enumeration or a component."""
    arguments = get_args(hint)
    is_optional = types.NoneType in arguments
    if is_optional != is_nullable(schema):
        return False
    if is_optional:
        (present,) = (argument for argument in arguments if argument is not types.NoneType)
        return agrees(present, without_null(schema))
    if get_origin(hint) is Literal:
        return set(arguments) == set(schema["enum"])
    if get_origin(hint) is list:
        return schema["type"] == "array" and agrees(arguments[0], schema["items"])
    if get_origin(hint) is dict:
        return schema.get("type") == "object" or component_name(schema) not in {None, *MODELS}
    return component_name(schema) == hint.__name__ if is_typeddict(hint) else schema["type"] == JSON_TYPES[hint]


def is_nullable(schema: Shape) -> bool:
    return "null" in schema.get("type", ()) or {"type": "null"} in schema.get("anyOf", ())


def without_null(schema: Shape) -> Shape:
    """Return what a nullable schema admits besides null."""
    if "anyOf" in schema:
        (alternative,) = (each for each in schema["anyOf"] if each != {"type": "null"})
        return dict(alternative)
    (json_type,) = (each for each in schema["type"] if each != "null")
    return schema | {"type": json_type, "enum": [value for value in schema.get("enum", ()) if value is not None]}


def component_name(schema: Shape) -> str | None:
    return str(schema["$ref"]).rpartition("/")[2] if "$ref" in schema else None


def returned_components(openapi: Shape) -> set[str]:
    """Return the names of the components that successful responses consist of."""
    operations = [operation for path in openapi["paths"].values() for operation in path.values()]
    contents = [
        content
        for operation in operations
        if isinstance(operation, dict)
        for status, response in operation["responses"].items()
        if status.startswith("2")
        for content in response.get("content", {}).values()
    ]
    return {name for content in contents if (name := component_name(content["schema"]))}
