"""The body of a request: its bytes, complete, bounded and in time, and the JSON in it.

JSON is read strictly by RFC 8259: no NaN, no duplicate names, no number or nesting that other programs cannot read.
"""

import json
import re
from typing import Any, NoReturn

import orjson
from flask import g, request
from webargs import missing
from werkzeug.exceptions import ClientDisconnected, HTTPException

from ..config import StateSettings
from ..domain.fields import MAX_INTEGER
from ..errors import BadRequest, RequestTimeout, TooLarge, UnsupportedMediaType
from ..process.cooperative import yield_to_others
from ..process.threads import deadline
from .service import current_service

# A state has at most 500 KB by default; a list of 100 reports with long lines stays well below this.
MAX_BODY_BYTES = 8 * 1024 * 1024
# A longer body arrives in parts.
PACKET_BYTES = 16 * 1024
# gunicorn's gevent worker waits for a body without any limit.
BODY_TIMEOUT_S = 10.0
# A token fits well into this. A caller without credentials must not make the service parse more.
MAX_ANONYMOUS_BODY_BYTES = 16 * 1024
MAX_DEPTH = 32
_MANY_DIGITS = re.compile(rb"[0-9]{16}")
MEDIA_TYPES = ("application/json", "application/merge-patch+json")


class UnsupportedContentCoding(UnsupportedMediaType):
    """The body is compressed or otherwise encoded."""


def json_body() -> Any:
    """Return the JSON of the current request, webargs' `missing` when it has no body.

    Raises UnsupportedMediaType, and whatever `request_body` and `parse_json` raise.
    """
    body = request_body()
    if not body:
        return missing
    # Its last part has woken this greenlet, although other users may have waited longer.
    _yield_if_long(body)
    if request.mimetype not in MEDIA_TYPES:
        raise UnsupportedMediaType(f"Send {' or '.join(MEDIA_TYPES)}, not {request.mimetype or 'nothing'}.")
    # RFC 9110 section 8.4.1: codings are compared without case.
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise UnsupportedContentCoding("Send the body without a Content-Encoding.")
    _check_separators(body, max_separators(current_service().config.state))
    return parse_json(body)


def max_separators(sizes: StateSettings) -> int:
    """Return how many commas and opening brackets a body may have.

    A state of the largest size has them in every other byte when it is all digits, a report of log lines of one letter
    in every eighth.
    """
    return 256 * max(2 * sizes.max_size_kb, sizes.report_max_size_kb)


def limit_anonymous_body() -> None:
    """Limit the body of the current request, which has no credentials, to what one that contains a token needs."""
    g.wizard_max_body_bytes = MAX_ANONYMOUS_BODY_BYTES


def request_body() -> bytes:
    """Return all bytes of the body; later calls return them again.

    Raises TooLarge, RequestTimeout, and BadRequest for a body that ends early or is chunked wrongly.
    """
    limit: int = g.get("wizard_max_body_bytes", MAX_BODY_BYTES)
    # One byte more than allowed, because werkzeug silently truncates a body of unknown length at the limit.
    request.max_content_length = limit + 1
    try:
        with deadline(BODY_TIMEOUT_S):
            body = request.get_data(cache=True)
    except ClientDisconnected as error:
        # werkzeug raises this for any OSError of the server's input, such as TimeoutError.
        raise _incomplete(error.__context__) from error
    except HTTPException:
        raise
    except Exception as error:
        # The parsers of servers raise many kinds of errors here; each means that the caller's bytes are malformed.
        raise BadRequest(f"The body cannot be read: {type(error).__name__}.") from error
    if len(body) > limit:
        raise TooLarge(f"The body has more than {limit} bytes.")
    if len(body) < (request.content_length or 0):
        raise BadRequest("The body ends before its Content-Length.")
    return body


def _incomplete(cause: BaseException | None) -> BadRequest | RequestTimeout:
    if isinstance(cause, TimeoutError):
        return RequestTimeout(f"The body did not arrive within {BODY_TIMEOUT_S:g} s.")
    return BadRequest("The body ends before its Content-Length.")


def _yield_if_long(body: bytes) -> None:
    if len(body) > PACKET_BYTES:
        yield_to_others()


def _check_separators(body: bytes, most: int) -> None:
    # Each value takes up to 0.4 us and 100 bytes to read, so a body full of them would block the worker.
    if sum(map(body.count, (b",", b"[", b"{"))) > most:
        raise TooLarge(f"The body has more than {most} commas and opening brackets.")


def parse_json(body: bytes) -> Any:
    """Return the value. Raises BadRequest that names what is wrong."""
    _check_grammar(body)
    _yield_if_long(body)
    # orjson keeps the last of two equal names and rounds large integers; the slower parser detects both. A call for
    # each integer costs more than the rest, so it is left out when none has enough digits to be too large.
    parse_int = _exact_integer if _MANY_DIGITS.search(body) else None
    return json.loads(body, object_pairs_hook=_unique_names, parse_int=parse_int)


def _check_grammar(body: bytes) -> None:
    try:
        # orjson refuses bad grammar, NaN, infinite numbers, lone surrogates and bad UTF-8, and never recurses too deep.
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is not JSON: {error}.") from None
    _yield_if_long(body)
    _check_depth(value)


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level := [container for container in level if isinstance(container, dict | list)]:
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
    # The length is checked first, because converting thousands of digits is slow.
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        _refuse("An integer is beyond +-2^53-1.")
    return int(digits)


def _refuse(detail: str) -> NoReturn:
    raise BadRequest(detail)
