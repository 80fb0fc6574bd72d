"""Conditional requests (RFC 9110 section 13)."""

import re

from flask import Response, request

from ..domain.investigations.preconditions import Precondition
from ..errors import PreconditionFailed

# One element of the list: an entity tag (section 8.8.3), else whatever is there instead, which names nothing.
_ELEMENT = re.compile(r'[ \t]*(?:(W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)|[^,]*)(?:,|$)')
# Proxies that compress mark the tags of what they changed: -gzip (Apache), ;br (others), :gzip.
_SUFFIX = re.compile(r'[-;:](gzip|br|zstd|deflate)"$')
# A page from elsewhere is told that it may read the answer, and polls obey a cursor in the header.
_VARY = "Authorization, Cookie, Origin, Last-Event-ID"


def precondition(version: int | None) -> Precondition:
    """Return what the caller says it has seen: `If-Match`, `If-None-Match` and `version` of the body."""
    any_version, etags = _if_match()
    absent, unlike = _if_none_match(request.headers.get("If-None-Match", ""))
    return Precondition(etags, any_version=any_version, version=version, must_not_exist=absent, none_match=unlike)


def is_unchanged(etag: str) -> bool:
    """Say whether `If-None-Match` names this tag, for a GET or HEAD whose answer would be 200.

    Raises PreconditionFailed when `If-Match` does not name it, which is asked first (section 13.2.2).
    """
    require_match(etag)
    return names_tag(request.headers.get("If-None-Match", ""), etag)


def require_match(etag: str) -> None:
    """Raise PreconditionFailed when there is an `If-Match` that does not name this tag."""
    any_version, etags = _if_match()
    if etags is not None and not any_version and etag not in etags:
        raise PreconditionFailed("This is no longer what If-Match names.", etag=etag)


def names_tag(if_none_match: str, etag: str) -> bool:
    """Say whether the text of an `If-None-Match`, empty when it was not sent, names this tag."""
    anything, known = _if_none_match(if_none_match)
    return anything or etag.removeprefix("W/") in known


def _if_match() -> tuple[bool, tuple[str, ...] | None]:
    """Return whether any version will do, and the strong tags; no tags at all (None) without the header."""
    header = request.headers.get("If-Match")
    if header is None or header.strip(" \t") == "*":
        return header is not None, None
    return False, tuple(tag for weak, tag in _tags(header) if not weak)


def _if_none_match(header: str) -> tuple[bool, tuple[str, ...]]:
    """Return whether nothing at all may be there (`*`), and the tags, bare of what makes them weak."""
    if header.strip(" \t") == "*":
        return True, ()
    return False, tuple(bare for _, tag in _tags(header) for bare in (tag, _SUFFIX.sub('"', tag)))


def _tags(header: str) -> list[tuple[str, str]]:
    return [(weak, tag) for weak, tag in _ELEMENT.findall(header) if tag]


def not_modified(etag: str) -> Response:
    """Return 304 with the headers a 200 would have had for caches (RFC 9110 section 15.4.5)."""
    return revalidated(Response(status=304), etag)


def revalidated(response: Response, etag: str) -> Response:
    """Mark a response as the caller's own and to be revalidated by `etag` before each use."""
    response.headers.update(revalidation_headers(etag))
    return response


def revalidation_headers(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": _VARY}
