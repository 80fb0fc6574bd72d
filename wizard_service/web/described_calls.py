"""What the blueprints leave out of the OpenAPI document: error codes, and an example of everything."""

from typing import Any

from .. import errors
from .examples import EVENT_STREAM, EXAMPLES, example_of, problem_example
from .problems import STATUS

Document = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "patch")
PROBLEM = "application/problem+json"
CODES = {status: [code for code, each in STATUS.items() if each == status] for status in sorted(set(STATUS.values()))}


def describe_calls(document: Document) -> None:
    schemas = document["components"]["schemas"]
    _describe_problem(schemas["Problem"])
    for item in document["paths"].values():
        _exemplify(item.get("parameters", []))
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
    _exemplify(operation.get("parameters", []))


def _exemplify(parameters: list[Document]) -> None:
    for parameter in parameters:
        if parameter.get("name") in EXAMPLES:
            parameter.setdefault("example", EXAMPLES[parameter["name"]])
