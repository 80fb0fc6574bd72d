"""The bytes a caller sends: all of them, not too many, and in time."""

from flask import request
from werkzeug.exceptions import HTTPException

from .. import errors
from ..store.native import limited

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
        with limited(BODY_TIMEOUT_S):
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
