"""Completes the operations of the OpenAPI document: ids, common headers, links, error codes and examples."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from ...errors import WizardError
from ..auth import MAX_KEY_LENGTH
from ..problems import MEDIA_TYPE, STATUS
from ..rate_limit import LIMIT_HEADERS
from .examples import EVENT_STREAM, EXAMPLES, example_of, problem_example

Document = dict[str, Any]
Operation = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "patch")
CODES = {
    status: [code for code, its_status in STATUS.items() if its_status == status]
    for status in sorted(set(STATUS.values()))
}
_HEADERS = {
    "If-Match": ("Entity tags you have seen; 412 when none of them is current.", {"type": "string"}),
    "If-None-Match": ("Entity tags: 304 for a GET, 412 for a write, when one of them is current.", {"type": "string"}),
    "Idempotency-Key": (
        "The same request under the same key is carried out once; its outcome is returned for 24 hours or more.",
        {"type": "string", "maxLength": MAX_KEY_LENGTH, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    ),
    "Wizard-Transport": (
        "`polling` from a client that follows its feed by polling; the source of its changes is POLLING.",
        {"type": "string"},
    ),
    "traceparent": (
        "W3C Trace Context; audit entry and events of the change keep its trace id. One that is not valid is ignored.",
        {"type": "string"},
    ),
    "Wizard-Lease": (
        "The `lease_id` of the lease under which an executor makes the request.",
        {"type": "string", "format": "uuid"},
    ),
}
# The operations on an investigation that an executor makes under its lease.
_UNDER_LEASE = {
    ("put", "lease"),
    ("delete", "lease"),
    ("post", "events"),
    ("put", "state"),
    ("patch", "state"),
    ("post", "restore"),
}
_ETAG = {"ETag": {"description": "The entity tag of what was read or written.", "schema": {"type": "string"}}}
_INTERVAL = {"X-Recommended-Interval": {"description": "When to come back, in ms.", "schema": {"type": "integer"}}}
# The headers of a successful poll; `Retry-After` is for refused ones.
_POLL_HEADERS = _ETAG | _INTERVAL | {name: header for name, header in LIMIT_HEADERS.items() if name != "Retry-After"}
_TOO_MANY_WRITES = {"description": "Too Many Requests", "headers": LIMIT_HEADERS}
# The responses of these operations are secrets, which are never stored and so cannot be repeated under a key. The
# example needs no key: it runs once at a time.
_WITHOUT_KEY = ("/session", "/tickets", "/{investigation_id}/executor-token", "/{investigation_id}/example")
_RENEWAL = ("put", "/{investigation_id}/lease")


def complete_document(spec: Document, base_path: str) -> Document:
    """Return a copy of flask-smorest's document with operation ids, common headers and links."""
    # The blueprints share their documentation with other applications in this process, so it must not change.
    spec = deepcopy(spec)
    parameters = spec["components"].setdefault("parameters", {})
    for name, (description, schema) in _HEADERS.items():
        parameters[name] = {"in": "header", "name": name, "description": description, "schema": schema}
    # The shared responses are flask-smorest's errors, which it documents as plain JSON.
    for response in spec["components"]["responses"].values():
        response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
    for path, method, operation in _operations(spec):
        _complete_operation(operation, method, path.removeprefix(base_path))
    created = spec["paths"][f"{base_path}/investigations"]["post"]["responses"]["201"]
    created["headers"] = _ETAG | {"Location": {"description": "The path of its state.", "schema": {"type": "string"}}}
    created["links"] = {operation["operationId"]: _link(operation) for operation in _linked_operations(spec)}
    return spec


def describe_operations(document: Document) -> None:
    """Add the error codes, and an example to every parameter and body."""
    schemas = document["components"]["schemas"]
    _describe_problem(schemas["Problem"])
    for item in document["paths"].values():
        _add_example(item.get("parameters", []))
    for _, _, operation in _operations(document):
        _describe_errors(operation["responses"])
        _add_examples(operation, schemas)


def _operations(spec: Document) -> Iterator[tuple[str, str, Operation]]:
    for path, item in spec["paths"].items():
        yield from ((path, method, item[method]) for method in METHODS if method in item)


def _complete_operation(operation: Operation, method: str, path: str) -> None:
    operation["operationId"] = _operation_id(method, path)
    headers = _accepted_headers(method, path, operation)
    references = [{"$ref": f"#/components/parameters/{name}"} for name in headers]
    operation.setdefault("parameters", []).extend(references)
    responses = operation["responses"]
    for status in ("200", "304") if _has_etag(operation) else ():
        responses.get(status, {})["headers"] = _POLL_HEADERS if "429" in responses else _ETAG
    if method != "get" and operation.get("security") != []:
        responses["429"] = _TOO_MANY_WRITES | {"content": responses["401"]["content"]}


def _operation_id(method: str, path: str) -> str:
    words = re.findall(r"\w+", path.replace("{investigation_id}", "investigation"))
    return "_".join([method, *words])


def _accepted_headers(method: str, path: str, operation: Operation) -> list[str]:
    conditional = ["If-Match", "If-None-Match"] if _has_etag(operation) else []
    if method == "get" or path in _WITHOUT_KEY:
        return conditional
    key = [] if (method, path) == _RENEWAL else ["Idempotency-Key"]
    under_lease = (method, path.removeprefix("/{investigation_id}/")) in _UNDER_LEASE
    return [*conditional, *key, "Wizard-Transport", "traceparent", *(["Wizard-Lease"] if under_lease else [])]


def _has_etag(operation: Operation) -> bool:
    return bool({"304", "412", "428"} & operation["responses"].keys())


def _linked_operations(spec: Document) -> list[Operation]:
    """Return the operations to link from the response to a creation. A stream is not one of them: it does not end."""
    return [
        operation
        for path, _, operation in _operations(spec)
        if "/{investigation_id}/" in path and not path.endswith("/stream")
    ]


def _link(operation: Operation) -> Document:
    parameters = {"path.investigation_id": "$response.body#/investigation_id"}
    if "428" in operation["responses"]:
        parameters["header.If-Match"] = "$response.header.ETag"
    return {"operationId": operation["operationId"], "parameters": parameters}


def _describe_problem(problem: Document) -> None:
    titles = {kind.code: kind.title for kind in _all_errors(WizardError)}
    lines = "\n".join(f"- {status} `{code}`: {titles.get(code, code)}" for code, status in STATUS.items())
    problem["properties"]["code"] |= {"enum": [*STATUS], "description": lines}
    # Some errors have further members, such as `current_version` and `allowed`.
    problem["additionalProperties"] = True


def _all_errors(kind: type[WizardError]) -> list[type[WizardError]]:
    # Parents come last, because a subclass without a code must not change the title of its parent's code.
    subclasses = [error for subclass in kind.__subclasses__() for error in _all_errors(subclass)]
    return [*subclasses, kind]


def _describe_errors(responses: Document) -> None:
    for status, response in responses.items():
        codes = CODES.get(int(status), []) if status.isdigit() else []
        if codes and MEDIA_TYPE in response.get("content", {}):
            response["description"] += ": " + ", ".join(codes)
            response["content"][MEDIA_TYPE]["example"] = problem_example(int(status), codes[0])


def _add_examples(operation: Operation, schemas: Document) -> None:
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for name, media_type in (item for body in bodies for item in body.get("content", {}).items()):
        is_stream = name == "text/event-stream"
        media_type.setdefault("example", EVENT_STREAM if is_stream else example_of(media_type["schema"], schemas))
    _add_example(operation.get("parameters", []))


def _add_example(parameters: list[Document]) -> None:
    for parameter in parameters:
        if parameter.get("name") in EXAMPLES:
            parameter.setdefault("example", EXAMPLES[parameter["name"]])
