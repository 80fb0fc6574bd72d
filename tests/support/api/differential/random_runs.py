"""Random runs against the whole API: a beginning that stores something, random requests, and reads of everything."""

from typing import Any

from hypothesis import strategies as st

from tests.support.api.differential.random_requests import CHANGES, IDS, ORDERS, PAUSES, READS, TEXTS, USERS, words
from tests.support.api.differential.two_databases import Run, Step
from tests.support.domain import strategies as some


def _begin(names: list[str], made: dict[str, Any], reported: list[Any]) -> list[Step]:
    """Return the requests that every run begins with: investigations in both steps, a share, and a template."""
    steps = [
        Step("owner", "POST", "/investigations", {}, {}, {"investigation_id": one, "settings": made | {"name": name}})
        for one, name in zip(IDS, names, strict=True)
    ]
    begun = {"wizard_step": "PROGRESS"}
    steps += [Step("owner", "PATCH", f"/{one}/state", {}, {"If-Match": "*"}, begun) for one in IDS[:2]]
    steps += [Step("executor", "POST", f"/{IDS[0]}/events", {}, {}, reported)] if reported else []
    steps.append(Step("owner", "PUT", f"/{IDS[0]}/access/{{run}}-other", {}, {}, {"role": "editor"}))
    steps.append(Step("owner", "POST", "/templates", {}, {}, {"name": names[0], "settings": made}))
    return steps


def _end() -> list[Step]:
    """Return the requests that every run ends with: all lists in all orders, and all that is stored of each id."""
    steps = [Step("owner", "GET", "/history", {"sort": order, "limit": 2, "archived": "all"}) for order in ORDERS]
    steps += [Step("owner", "GET", "/history", {"q": text, "archived": "all"}) for text in TEXTS]
    steps += [Step("owner", "GET", "/templates", {"sort": order, "limit": 2}) for order in ("name", "-updated_at")]
    steps += [Step("owner", "GET", "/templates", {"q": text}) for text in TEXTS]
    paths = ("state", "audit", "audit/export", "audit/verify", "audit/refused", "checkpoint", "diff", "poll")
    steps += [Step("owner", "GET", f"/{one}/{path}") for one in IDS for path in paths]
    return [*steps, *(Step(who, "GET", path) for who in USERS for path in ("/active", "/usage", "/poll"))]


_middle = st.lists(
    st.one_of(CHANGES, CHANGES, CHANGES, READS, READS, PAUSES, PAUSES, st.none()), min_size=30, max_size=80
)
_begun = st.builds(_begin, st.lists(words, min_size=4, max_size=4), some.SETTINGS, st.lists(some.REPORTS, max_size=3))
RUNS = st.builds(lambda first, middle: Run([*first, *middle, *_end()]), _begun, _middle)
