"""Conditional requests (RFC 9110 section 13)."""

import re

from flask import Response, request

from ..domain.preconditions import Precondition

_TAG = re.compile(r'\s*(W/)?("[^"]*")\s*(?:,|$)')
# Proxies that compress mark the tags of what they changed: -gzip (Apache), ;br (others), :gzip.
_SUFFIX = re.compile(r'[-;:](gzip|br|zstd|deflate)"$')


def precondition(version: int | None) -> Precondition:
    """Return what the caller says it has seen: `If-Match` (strong comparison) and `version` of the body."""
    header = request.headers.get("If-Match")
    if header is None:
        return Precondition(version=version)
    if header.strip() == "*":
        return Precondition(any_version=True, version=version)
    return Precondition(etags=tuple(tag for weak, tag in _TAG.findall(header) if not weak), version=version)


def is_unchanged(etag: str) -> bool:
    """Say whether `If-None-Match` names this tag: weak comparison, tags that a proxy weakened or suffixed included."""
    return names_tag(request.headers.get("If-None-Match"), etag)


def names_tag(if_none_match: str | None, etag: str) -> bool:
    """Like `is_unchanged`, of a header's text, None when it was not sent."""
    if if_none_match is None:
        return False
    if if_none_match.strip() in ("*", etag):
        return True
    opaque = etag.removeprefix("W/")
    return any(_SUFFIX.sub('"', tag) == opaque for _, tag in _TAG.findall(if_none_match))


def not_modified(etag: str) -> Response:
    """Return 304 with the headers a 200 would have had for caches (RFC 9110 section 15.4.5)."""
    return revalidated(Response(status=304), etag)


def revalidated(response: Response, etag: str) -> Response:
    """Mark a response as the caller's own and to be revalidated by `etag` before each use."""
    response.headers.update(revalidation_headers(etag))
    return response


def revalidation_headers(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
