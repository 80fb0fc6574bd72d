"""The trace of the caller: the header `traceparent` of W3C Trace Context (https://www.w3.org/TR/trace-context/)."""

import re

from flask import request

# Version, trace id, parent id and flags. Neither id is all zeros, and version ff does not exist. Only a version after
# 00 may have further fields, which are ignored.
_TRACEPARENT = re.compile(r"((?!ff)[0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


def trace_id() -> str | None:
    """Return the trace id of the current request's caller, None without a valid `traceparent`."""
    return trace_id_of(request.headers.get("traceparent", ""))


def trace_id_of(traceparent: str) -> str | None:
    """Return the trace id of a `traceparent`, None for one that is not valid."""
    fields = _TRACEPARENT.fullmatch(traceparent)
    if fields is None or (fields[1] == "00" and fields[3]):
        return None
    return fields[2]
