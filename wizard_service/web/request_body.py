"""The bytes a caller sends: all of them, not too many, and in time.

JSON as RFC 8259 means it: no NaN, no duplicate names, no number or nesting that other programs cannot read.
"""

import json
from typing import Any, NoReturn

import orjson
from flask import request
from werkzeug.exceptions import HTTPException

from .. import errors
from ..domain.fields import MAX_INTEGER
from ..errors import BadRequest
from ..process.threads import deadline

# A state's limit is 500 KB by default; a list of 100 reports with long lines stays well below this.
MAX_BODY_BYTES = 8 * 1024 * 1024
# gunicorn's gevent worker waits for a body without any limit.
BODY_TIMEOUT_S = 10.0


def request_body() -> bytes:
    """Return the whole body, remembered for the next who asks.

    Raises TooLarge, and BadRequest for a body that ends early, is chunked wrongly, or takes too long.
    """
    # One more than allowed: werkzeug cuts a body of unknown length at the limit without a word.
    request.max_content_length = MAX_BODY_BYTES + 1
    try:
        with deadline(BODY_TIMEOUT_S):
            body = request.get_data(cache=True)
    except HTTPException:
        raise
    except Exception as error:
        # Whatever the server's own parser raises: it is the caller's bytes that it cannot read.
        raise errors.BadRequest(f"The body cannot be read: {type(error).__name__}.") from error
    if len(body) > MAX_BODY_BYTES:
        raise errors.TooLarge(f"The body has more than {MAX_BODY_BYTES} bytes.")
    if len(body) < (request.content_length or 0):
        raise errors.BadRequest("The body ends before its Content-Length.")
    return body


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
