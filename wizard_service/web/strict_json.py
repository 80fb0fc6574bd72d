"""JSON as RFC 8259 means it: no NaN, no duplicate names, no number or nesting that other programs cannot read."""

import json
from typing import Any, NoReturn

import orjson

from ..domain.fields import MAX_INTEGER
from ..errors import BadRequest

MAX_DEPTH = 32


def parse_json(body: bytes) -> Any:
    """Return the value, or raise BadRequest saying what is wrong with it."""
    try:
        # orjson refuses bad grammar, NaN, infinite numbers, lone surrogates and bad UTF-8, and never recurses too deep.
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is not JSON: {error}.") from None
    _check_depth(value)
    # It keeps the last of two equal names and rounds large integers: the slower reader tells us of both.
    return json.loads(body, object_pairs_hook=_unique_names, parse_int=_exact_integer)


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level := [each for each in level if isinstance(each, dict | list)]:
        depth += 1
        if depth > MAX_DEPTH:
            raise BadRequest(f"The body is nested deeper than {MAX_DEPTH} levels.")
        level = [inner for outer in level for inner in (outer.values() if isinstance(outer, dict) else outer)]


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        _refuse("An object has the same name twice.")
    return members


def _exact_integer(digits: str) -> int:
    # The length first: converting thousands of digits is slow.
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        _refuse("An integer is beyond +-2^53-1.")
    return int(digits)


def _refuse(detail: str) -> NoReturn:
    raise BadRequest(detail)
