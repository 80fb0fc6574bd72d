"""Conditional requests (RFC 9110 section 13). `domain/investigations/preconditions.py` checks those of writes."""

import re
from collections.abc import Callable

from flask import Response, request

from ..domain.investigations.preconditions import Precondition
from ..errors import PreconditionFailed
from .responses import JSON, EncodedResponse

# Condition of a GET: a function that returns whether the client has the representation with this entity tag. None when
# the request has no condition.
Condition = Callable[[str], bool] | None
# One element of the list: an entity tag (section 8.8.3), or any other text, which matches nothing.
_ELEMENT = re.compile(r'[ \t]*(?:(W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)|[^,]*)(?:,|$)')
# Proxies that compress a body add a suffix to its tag: -gzip (Apache), ;br, :gzip.
_SUFFIX = re.compile(r'[-;:](gzip|br|zstd|deflate)"$')
# Origin: an allowed page gets CORS headers. Last-Event-ID: polls accept a cursor in this header.
_VARY = "Authorization, Cookie, Origin, Last-Event-ID"


def requested_precondition(version: int | None) -> Precondition:
    """Return the precondition of a write: `If-Match`, `If-None-Match` and `version` of the body."""
    any_version, etags = _if_match()
    must_not_exist, none_match = _if_none_match(request.headers.get("If-None-Match", ""))
    return Precondition(
        etags, any_version=any_version, version=version, must_not_exist=must_not_exist, none_match=none_match
    )


def is_conditional() -> bool:
    """Return whether the response to a GET may depend on the entity tag alone."""
    return "If-None-Match" in request.headers or "If-Match" in request.headers


def is_unchanged(etag: str) -> bool:
    """Return whether `If-None-Match` matches this tag, for a GET or HEAD whose response would be 200.

    Raises PreconditionFailed when `If-Match` does not match, which has precedence (section 13.2.2).
    """
    require_match(etag)
    return matches_etag(request.headers.get("If-None-Match", ""), etag)


def require_match(etag: str) -> None:
    """Raise PreconditionFailed when there is an `If-Match` that does not match this tag."""
    any_version, etags = _if_match()
    if etags is not None and not any_version and etag not in etags:
        raise PreconditionFailed("The resource does not match If-Match.", etag=etag)


def matches_etag(if_none_match: str, etag: str) -> bool:
    """Return whether the text of an `If-None-Match`, empty when it was not sent, matches this tag."""
    if if_none_match == etag:
        # Nearly every poll sends the one tag that it was given, which needs no parsing.
        return True
    any_tag, etags = _if_none_match(if_none_match)
    return any_tag or etag.removeprefix("W/") in etags


def _if_match() -> tuple[bool, tuple[str, ...] | None]:
    """Return whether any version matches (`*`), and the strong tags; None in place of the tags without the header."""
    header = request.headers.get("If-Match")
    if header is None or header.strip(" \t") == "*":
        return header is not None, None
    return False, tuple(tag for weak, tag in _tags(header) if not weak)


def _if_none_match(header: str) -> tuple[bool, tuple[str, ...]]:
    """Return whether any tag matches (`*`), and the tags without `W/`, with and without a proxy's suffix."""
    if header.strip(" \t") == "*":
        return True, ()
    return False, tuple(opaque for _, tag in _tags(header) for opaque in (tag, _SUFFIX.sub('"', tag)))


def _tags(header: str) -> list[tuple[str, str]]:
    return [(weak, tag) for weak, tag in _ELEMENT.findall(header) if tag]


def not_modified(etag: str) -> Response:
    """Return a 304 with the caching headers that the 200 would have had (RFC 9110 section 15.4.5)."""
    return with_validator(Response(status=304), etag)


def with_validator(response: Response, etag: str) -> Response:
    """Mark a response as private, so that caches revalidate it with `etag` before each use."""
    response.headers.update(validator_headers(etag))
    return response


def validator_headers(etag: str) -> dict[str, str]:
    """Return the caching headers of a response whose entity tag is `etag`."""
    return {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": _VARY}


def conditional_response(body: bytes, etag: str, condition: Condition) -> EncodedResponse:
    """Return a 200 with this JSON, or a 304 when the client has it."""
    if condition and condition(etag):
        return EncodedResponse(304, validator_headers(etag))
    return EncodedResponse(200, {"Content-Type": JSON} | validator_headers(etag), body)
