"""Random but valid parts of a state, for the properties that must hold over any history."""

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda t: t.isoformat() + "Z")
WORDS = st.sampled_from(["a", "b", "c", "Ünïcode \U0001f50d", "line\nbreak"])
LINES = st.lists(WORDS, max_size=4)
PERCENT = st.integers(0, 100) | st.floats(0, 100)
JSON = st.recursive(
    st.booleans() | st.integers(-5, 5) | WORDS,
    # An item of a list must not be null.
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, st.none() | inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(WORDS, st.none() | JSON, max_size=3)
NAMES = st.sampled_from(["x", "y", "z"])


def named(key: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return lists of objects whose `key` is unique."""
    return st.lists(st.fixed_dictionaries({key: NAMES, **members}), max_size=3, unique_by=lambda item: item[key])


SETTINGS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["one", "two"]),
        "entities": st.lists(st.fixed_dictionaries({"entity_type": NAMES, "entity_id": NAMES}), min_size=1, max_size=3),
        "time_range": st.just({"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00+01:00"}),
        "tools": st.lists(
            st.fixed_dictionaries({"tool_name": NAMES}, optional={"enabled": st.booleans(), "parameters": OBJECTS}),
            min_size=1,
            max_size=2,
        ),
    },
    optional={"description": st.none() | WORDS},
)
PROGRESS = st.fixed_dictionaries(
    {},
    optional={
        "overall_progress": PERCENT,
        "current_phase": st.none() | NAMES,
        "phases": named("phase_name", status=st.sampled_from(["pending", "running", "completed", "error"])),
        "agents": named("agent_name", status=WORDS, logs=LINES),
        "tools_executed": named("tool_name", status=st.sampled_from(["PENDING", "IN_PROGRESS", "COMPLETED"])),
        "logs": LINES,
    },
)
RESULTS = st.fixed_dictionaries(
    {
        "risk_score": st.fixed_dictionaries(
            {
                "overall_score": PERCENT,
                "category_scores": st.dictionaries(NAMES, PERCENT, max_size=2),
                "risk_level": st.sampled_from(["low", "medium", "high", "critical"]),
            }
        ),
        "completed_at": st.just("2026-01-03T00:00:00Z"),
    },
    optional={"visualizations": OBJECTS, "entity_summaries": st.dictionaries(NAMES, OBJECTS, max_size=2)},
)

REQUEST_IDS = st.sampled_from(["q1", "q2", "q3"])
# Absent, over, or far away.
EXPIRIES = st.sampled_from([None, "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"])

_REPORTS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "progress_updated": {"percent_complete": PERCENT, "current_phase": st.none() | NAMES},
    "phase_changed": {"from_phase": st.none() | NAMES, "to_phase": st.none() | NAMES},
    "tool_execution_started": {"tool_name": NAMES, "tool_config": OBJECTS},
    "tool_execution_progress": {"tool_name": NAMES, "percent_complete": PERCENT},
    "tool_execution_completed": {"tool_name": NAMES, "status": st.sampled_from(["COMPLETED", "SKIPPED"])},
    "tool_execution_error": {"tool_name": NAMES, "error_message": WORDS, "retryable": st.booleans()},
    "agent_updated": {"agent_name": NAMES, "status": WORDS},
    "log_appended": {
        "lines": st.lists(
            st.fixed_dictionaries({"message": WORDS}, optional={"agent_name": NAMES}), min_size=1, max_size=4
        )
    },
    "error_occurred": {"error_message": WORDS, "recoverable": st.booleans()},
    "input_requested": {"request_id": REQUEST_IDS, "prompt": WORDS, "kind": st.just("confirm"), "expires_at": EXPIRIES},
    "input_withdrawn": {"request_id": REQUEST_IDS},
    "finding_added": {
        "finding_id": st.none() | REQUEST_IDS,
        "title": WORDS,
        "description": WORDS,
        "severity": WORDS,
        "confidence": st.just(0.5),
        "evidence": st.lists(OBJECTS, max_size=1),
    },
}
REPORTS = st.one_of(
    [
        st.fixed_dictionaries(
            {"event_type": st.just(name), "data": st.fixed_dictionaries(data)}, optional={"timestamp": TIMES}
        )
        for name, data in _REPORTS.items()
    ]
)
MERGE_PATCHES = st.fixed_dictionaries(
    {},
    optional={
        "settings": st.fixed_dictionaries({}, optional={"name": NAMES, "description": st.none() | WORDS}),
        "progress": PROGRESS | st.none(),
        "results": RESULTS | st.none(),
        "wizard_step": st.sampled_from(["SETTINGS", "PROGRESS", "RESULTS"]),
        "status": st.sampled_from(["IN_PROGRESS", "COMPLETED", "ERROR", "CANCELLED"]),
    },
)
TARGETS = st.one_of(
    st.fixed_dictionaries({"step": st.sampled_from(["SETTINGS", "PROGRESS", "RESULTS"])}),
    st.fixed_dictionaries({"direction": st.sampled_from(["back", "forward"])}),
)
