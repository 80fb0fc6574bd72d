"""What the OpenAPI document says of many operations alike: their ids, the headers they obey, the links between them."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from .authenticate import MAX_KEY_LENGTH
from .rate_limit import LIMIT_HEADERS

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


def apply_rules(spec: dict[str, Any], base_path: str) -> dict[str, Any]:
    """Return the document of all blueprints, completed."""
    # Blueprints keep what they say of themselves, for the next application as well.
    spec = deepcopy(spec)
    parameters = spec["components"].setdefault("parameters", {})
    for name, (description, schema) in _HEADERS.items():
        parameters[name] = {"in": "header", "name": name, "description": description, "schema": schema}
    for path, method, operation in _operations(spec):
        below = path.removeprefix(base_path)
        operation["operationId"] = _operation_id(method, below)
        named = [{"$ref": f"#/components/parameters/{name}"} for name in _obeyed(method, below, operation)]
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


def _obeyed(method: str, path: str, operation: Operation) -> list[str]:
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
