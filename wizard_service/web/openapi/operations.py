"""What the blueprints leave out of the OpenAPI document: error codes, and an example of everything.

What the OpenAPI document says of many operations alike: their ids, the headers they obey, the links between them.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from ... import errors
from ..auth import MAX_KEY_LENGTH
from ..problems import STATUS
from ..rate_limit import LIMIT_HEADERS
from .examples import EVENT_STREAM, EXAMPLES, example_of, problem_example

Document = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "patch")
PROBLEM = "application/problem+json"
CODES = {status: [code for code, each in STATUS.items() if each == status] for status in sorted(set(STATUS.values()))}


def describe_calls(document: Document) -> None:
    schemas = document["components"]["schemas"]
    _describe_problem(schemas["Problem"])
    for item in document["paths"].values():
        _add_example(item.get("parameters", []))
        for method in METHODS & item.keys():
            operation = item[method]
            _describe_errors(operation["responses"])
            _add_examples(operation, schemas)


def _describe_problem(problem: Document) -> None:
    titles = {each.code: each.title for each in _all_errors(errors.WizardError)}
    listed = "\n".join(f"- {status} `{code}`: {titles.get(code, code)}" for code, status in STATUS.items())
    problem["properties"]["code"] |= {"enum": [*STATUS], "description": listed}
    # Some errors add members of their own, such as `current_version` and `allowed`.
    problem["additionalProperties"] = True


def _all_errors(kind: type[errors.WizardError]) -> list[type[errors.WizardError]]:
    # A subclass without a code of its own must not rename that of its parent.
    below = [each for subclass in kind.__subclasses__() for each in _all_errors(subclass)]
    return [*below, kind]


def _describe_errors(responses: Document) -> None:
    for status, response in responses.items():
        codes = CODES.get(int(status), []) if status.isdigit() else []
        if codes and PROBLEM in response.get("content", {}):
            response["description"] += ": " + ", ".join(codes)
            response["content"][PROBLEM]["example"] = problem_example(int(status), codes[0])


def _add_examples(operation: Document, schemas: Document) -> None:
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for name, media_type in (each for body in bodies for each in body.get("content", {}).items()):
        is_stream = name == "text/event-stream"
        media_type.setdefault("example", EVENT_STREAM if is_stream else example_of(media_type["schema"], schemas))
    _add_example(operation.get("parameters", []))


def _add_example(parameters: list[Document]) -> None:
    for parameter in parameters:
        if parameter.get("name") in EXAMPLES:
            parameter.setdefault("example", EXAMPLES[parameter["name"]])


Operation = dict[str, Any]

_METHODS = ("get", "put", "post", "delete", "patch")
_HEADERS = {
    "If-Match": ("Entity tags you have seen; 412 when none of them is current.", {"type": "string"}),
    "If-None-Match": ("Entity tags: 304 for a GET, 412 for a write, when one of them is current.", {"type": "string"}),
    "Idempotency-Key": (
        "The same request under the same key is carried out once; its outcome is given again for 24 hours.",
        {"type": "string", "maxLength": MAX_KEY_LENGTH, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    ),
}
_ETAG = {"ETag": {"description": "Of what was read or written.", "schema": {"type": "string"}}}
_ADVICE = {"X-Recommended-Interval": {"description": "When to come back, in ms.", "schema": {"type": "integer"}}}
# What polls are told; a refused one is told when to come again instead.
_POLLED = _ETAG | _ADVICE | {name: header for name, header in LIMIT_HEADERS.items() if name != "Retry-After"}
# What they answer is secret and never stored, so that it cannot be given again.
_TAKE_NO_KEY = ("/session", "/tickets")


def complete_document(spec: dict[str, Any], base_path: str) -> dict[str, Any]:
    """Return the document of all blueprints, completed."""
    # Blueprints keep what they say of themselves, for the next application as well.
    spec = deepcopy(spec)
    parameters = spec["components"].setdefault("parameters", {})
    for name, (description, schema) in _HEADERS.items():
        parameters[name] = {"in": "header", "name": name, "description": description, "schema": schema}
    for path, method, operation in _operations(spec):
        below = path.removeprefix(base_path)
        operation["operationId"] = _operation_id(method, below)
        named = [{"$ref": f"#/components/parameters/{name}"} for name in _accepted_headers(method, below, operation)]
        operation.setdefault("parameters", []).extend(named)
        for status in ("200", "304") if _has_tag(operation) else ():
            operation["responses"].get(status, {})["headers"] = _POLLED if "429" in operation["responses"] else _ETAG
    created = spec["paths"][f"{base_path}/investigations"]["post"]["responses"]["201"]
    created["headers"] = _ETAG | {"Location": {"description": "Of its state.", "schema": {"type": "string"}}}
    created["links"] = {operation["operationId"]: _link(operation) for operation in _of_one(spec)}
    return spec


def _operations(spec: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, item in spec["paths"].items():
        yield from ((path, method, item[method]) for method in _METHODS if method in item)


def _operation_id(method: str, path: str) -> str:
    words = re.findall(r"\w+", path.replace("{investigation_id}", "investigation"))
    return "_".join([method, *words])


def _accepted_headers(method: str, path: str, operation: Operation) -> list[str]:
    conditional = ["If-Match", "If-None-Match"] if _has_tag(operation) else []
    return conditional + (["Idempotency-Key"] if method != "get" and path not in _TAKE_NO_KEY else [])


def _has_tag(operation: Operation) -> bool:
    return bool({"304", "412", "428"} & operation["responses"].keys())


def _of_one(spec: dict[str, Any]) -> list[Operation]:
    """Return what can be done with a new investigation; a stream is not followed by following a link."""
    found = [(path, operation) for path, _, operation in _operations(spec) if "/{investigation_id}/" in path]
    return [operation for path, operation in found if not path.endswith("/stream")]


def _link(operation: Operation) -> dict[str, Any]:
    passed = {"path.investigation_id": "$response.body#/investigation_id"}
    if "428" in operation["responses"]:
        passed["header.If-Match"] = "$response.header.ETag"
    return {"operationId": operation["operationId"], "parameters": passed}
