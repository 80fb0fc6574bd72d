"""The floor: a WSGI function that answers 304 on the service's own worker class and does nothing else.

HEADERS: the headers of the answer, as JSON.
"""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

_HEADERS = [(name, value) for name, value in json.loads(os.environ["HEADERS"])]


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("304 NOT MODIFIED", _HEADERS)
    return ()
