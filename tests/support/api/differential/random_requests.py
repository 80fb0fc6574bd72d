"""Random requests to every part of the API, as steps for `two_databases`."""

from typing import Any

from hypothesis import strategies as st

from tests.support.api.client import MERGE_PATCH
from tests.support.api.differential.two_databases import Step
from tests.support.domain import strategies as some
from wizard_service.domain.history.listing import COLUMNS
from wizard_service.domain.vocabulary import ACTION_TYPES

# The scopes of each user.
USERS = {
    "owner": ("wizard:read", "wizard:write"),
    "other": ("wizard:read", "wizard:write"),
    "executor": ("wizard:read", "wizard:run"),
    "admin": ("wizard:read", "wizard:write", "wizard:admin"),
}
WORDS = [
    "Zebra",
    "alpha",
    "Alpha",
    "beta 100%",
    "Übung",
    "übung",
    "a_b",
    "straße",
    "STRASSE",
    "İx",
    "e\u0301",
    "é",
    "🔍",
]
IDS = [f"{{run}}-{name}" for name in ("a", "B", "_c", "1")]
TEXTS = [*WORDS, "a", "ALPHA", "%", "_", "ß", "ss", "i", "-a", "{run}"]
# A service makes the id of a template at random.
ORDERS = [f"{sign}{name}" for name in COLUMNS for sign in ("", "-") if name != "template_id"]

user = st.sampled_from(["owner"] * 6 + ["other"] * 2 + ["executor", "admin"])
one_id = st.sampled_from(IDS)
new_id = st.sampled_from([*IDS, *(f"{{run}}-new{number}" for number in range(4))])
version = st.integers(1, 6)
words = st.sampled_from(WORDS)
template = st.integers(0, 3).map(lambda number: f"{{template {number}}}")
settings = st.builds(lambda made, name: made | {"name": name}, some.SETTINGS, words)
condition = st.one_of(
    *[st.just({"If-Match": "*"})] * 3,
    version.map(lambda number: {"If-Match": f'"{{epoch}}.{number}"'}),
    version.map(lambda number: {"If-Match": f'"{{epoch}}-1.{number}"'}),
)
nothing = st.none()
key = st.one_of(st.just({}), st.just({}), st.sampled_from(["k1", "k2"]).map(lambda text: {"Idempotency-Key": text}))


def _change(method: str, path: str, body: st.SearchStrategy[Any] = nothing, **options: Any) -> st.SearchStrategy[Step]:
    """Return requests that change something. Texts in braces of the path are filled in."""
    headers = options.pop("headers", st.just({}))
    more = options.pop("more", {})
    return st.builds(
        lambda who, one, number, kept, sent, named, head: Step(
            who, method, _filled(path, one, number, kept), {}, head | named | more, sent
        ),
        user,
        one_id,
        version,
        template,
        body,
        key,
        headers,
    )


def _read(path: str, **query: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    """Return requests that read, each with some of the query parameters."""
    params = st.fixed_dictionaries({}, optional={name.rstrip("_"): values for name, values in query.items()})
    return st.builds(
        lambda who, one, number, kept, sent: Step(who, "GET", _filled(path, one, number, kept), sent),
        user,
        one_id,
        version,
        template,
        params,
    )


def _filled(path: str, one: str, number: int, kept: str) -> str:
    return path.replace("{id}", one).replace("{version}", str(number)).replace("{template}", kept)


def _some(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=members)


_state = _some(
    settings=settings,
    progress=some.PROGRESS,
    results=some.RESULTS,
    wizard_step=st.sampled_from(["SETTINGS", "PROGRESS", "RESULTS"]),
    status=st.sampled_from(["IN_PROGRESS", "COMPLETED", "ERROR", "CANCELLED"]),
)
_order = st.sampled_from(ORDERS)
_statuses = st.sampled_from(["IN_PROGRESS", "COMPLETED", "ERROR,CANCELLED"])
_event = st.integers(0, 40).map(lambda number: f"{{epoch}}-{number}")
_texts = st.sampled_from(TEXTS)
_times = st.sampled_from(["2026-01-01", "2026-01-01T00:00:00.500Z", "2026-01-02"])

CHANGES = st.one_of(
    st.builds(
        lambda one, named, who, members: Step(
            who, "POST", "/investigations", {}, named, members | {"investigation_id": one}
        ),
        one_id,
        key,
        user,
        st.builds(lambda made: made, _some(settings=settings, wizard_step=st.just("PROGRESS"))),
    ),
    _change("PUT", "/{id}/state", _state, headers=condition),
    _change("PATCH", "/{id}/state", _state, headers=condition, more={"Content-Type": MERGE_PATCH}),
    _change("PATCH", "/{id}/state", some.MERGE_PATCHES, headers=condition),
    _change("POST", "/{id}/events", some.REPORTS),
    _change("POST", "/{id}/events", st.lists(some.REPORTS, min_size=1, max_size=4)),
    _change("POST", "/{id}/retry"),
    _change("POST", "/{id}/cancel"),
    _change("POST", "/{id}/navigation", some.TARGETS),
    _change("DELETE", "/{id}/state", headers=condition),
    _change("PUT", "/{id}/access/{run}-other", st.sampled_from([{"role": "viewer"}, {"role": "editor"}])),
    _change("DELETE", "/{id}/access/{run}-other"),
    _change("POST", "/{id}/restore", version.map(lambda number: {"version": number}), headers=condition),
    _change("POST", "/{id}/fork", new_id.map(lambda one: {"investigation_id": one})),
    _change("POST", "/history/{id}/archive"),
    _change("POST", "/history/{id}/restore"),
    _change("POST", "/history/archive", st.lists(one_id, min_size=1).map(lambda ids: {"investigation_ids": ids})),
    _change(
        "POST",
        "/history/bulk",
        st.fixed_dictionaries(
            {
                "action": st.sampled_from(["archive", "restore", "cancel", "retry", "delete"]),
                "investigation_ids": st.lists(one_id, min_size=1, max_size=3),
            }
        ),
    ),
    _change("POST", "/templates", st.fixed_dictionaries({"name": words, "settings": settings})),
    _change("POST", "/templates", st.fixed_dictionaries({"name": words, "from_investigation": one_id})),
    _change("PUT", "/templates/{template}", _some(name=words, settings=settings, description=st.none() | words)),
    _change("DELETE", "/templates/{template}"),
    _change("POST", "/templates/{template}/restore"),
    _change("POST", "/templates/{template}/apply", new_id.map(lambda one: {"investigation_id": one})),
)
READS = st.one_of(
    _read("/{id}/state", at_version=version),
    _read("/{id}/diff", from_=version, to=version),
    _read("/{id}/changes", since_version=version, include_snapshot=st.sampled_from(["true", "false"])),
    _read("/{id}/checkpoint"),
    _read("/{id}/poll", last_event_id=_event),
    _read("/{id}/access"),
    _read("/{id}/audit", action_type=st.sampled_from(ACTION_TYPES), from_=_times, limit=st.integers(1, 3)),
    _read("/{id}/audit/verify"),
    _read("/{id}/audit/export"),
    _read("/{id}/audit/refused", limit=st.integers(1, 3)),
    _read("/poll", last_event_id=_event),
    _read("/active", status=_statuses, limit=st.integers(1, 3), offset=st.integers(0, 2)),
    _read(
        "/history",
        sort=_order,
        limit=st.integers(1, 3),
        status=_statuses,
        risk_level=st.sampled_from(["low", "high,critical"]),
        entity_type=some.NAMES,
        archived=st.sampled_from(["true", "all"]),
        q=_texts,
        from_=_times,
        to=_times,
    ),
    _read("/history/{id}"),
    _read("/templates", q=_texts, sort=st.sampled_from(["name", "-name", "updated_at"]), limit=st.integers(1, 3)),
    _read("/templates/{template}"),
    _read("/templates/{template}/versions"),
    _read("/templates/{template}/audit"),
    _read("/usage"),
)
PAUSES = st.sampled_from([1, 250, 3_600_000])
