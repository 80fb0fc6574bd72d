"""Whatever is sent, the service never answers 5xx, and refuses with problem documents (contract section 1)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import hypothesis
import orjson
import pytest
from hypothesis import strategies as st
from web_api import PROBLEM, Api, ApiFor
from werkzeug.test import TestResponse

# Reproducible: the same examples in every run.
fuzz = hypothesis.settings(max_examples=60, deadline=None, database=None, derandomize=True)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["SETTINGS", "PROGRESS", "RESULTS", "COMPLETED", "ERROR", "2026-01-01T00:00:00Z", "9" * 400])
)
NAMES = st.text(max_size=8) | st.sampled_from(
    "investigation_id wizard_step status settings progress results version name entities entity_type entity_id "
    "time_range start end tools tool_name enabled parameters phases agents logs overall_progress findings "
    "risk_score event_type data timestamp lines message percent_complete".split()
)
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=20
)
HEADERS = st.dictionaries(
    st.sampled_from(
        "If-Match If-None-Match Idempotency-Key Last-Event-ID X-Request-ID Content-Type Content-Encoding Host Origin "
        "Range Accept Cookie Forwarded X-Forwarded-For".split()
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")),
    max_size=4,
)
Write = Callable[[bytes], TestResponse]


def encoded(value: Any) -> bytes:
    """Encode as lenient programs do: NaN, lone surrogates and huge integers included."""
    import json

    return json.dumps(value).encode()


@pytest.fixture(scope="module")
def writes(service: Any) -> None: ...
