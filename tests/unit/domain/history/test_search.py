"""Pages of history are exactly what sorting and filtering all of it would give, whatever the size of a batch."""

import random
from functools import partial
from typing import Any

import pytest

from wizard_service.domain.history.listing import list_history
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.store import Backend, Transaction
from wizard_service.store.models import EntityType, State
from wizard_service.store.search import name_key
from wizard_service.store.sqlite.history import search as history_search

Row = dict[str, Any]

OWNER = Principal("u1", DEFAULT_SCOPES, float("inf"))
SORTS = ("investigation_id", "name", "created_at", "updated_at", "entity_count", "risk_score", "archived_at")
FILTERS: dict[str, Row] = {
    "nothing": {},
    "status": {"status": ["ERROR", "CANCELLED"]},
    "status and risk": {"status": ["ERROR"], "risk_level": ["low"]},
    "text": {"q": "NAME 1"},
    "text that few have": {"q": "NAME 77"},
    "range": {"begin": "2026-01-01T00:00:00.050Z", "end": "2026-01-01T00:00:00.150Z"},
    "from": {"begin": "2026-01-01T00:00:00.190Z"},
    "to": {"end": "2026-01-01T00:00:00.003Z", "status": ["ERROR"]},
    "entity type": {"entity_type": ["ip", "user"]},
    "all of them": {"q": "name", "entity_type": ["ip"], "begin": "2026-01-01", "status": ["IN_PROGRESS"]},
    "text in a short range": {"q": "name 1", "begin": "2026-01-01T00:00:00.180Z"},
    "none": {"q": "no such"},
}


def stored(number: int, chance: random.Random) -> Row:
    moment = f"2026-01-01T00:00:00.{chance.randrange(200):03}Z"
    name = chance.choice(["Name", "name"]) + f" {chance.randrange(100)}"
    return {
        "investigation_id": f"i{chance.getrandbits(32):08x}",
        "user_id": "u1" if number % 10 else "u2",
        "wizard_step": "PROGRESS",
        "status": chance.choice(["IN_PROGRESS", "ERROR", "CANCELLED"]),
        "version": 1,
        "created_at": moment,
        "updated_at": f"2026-01-02T00:00:00.{chance.randrange(200):03}Z",
        "archived_at": moment if chance.random() < 0.3 else None,
        "name": name,
        "name_key": name_key(name),
        "entity_count": chance.randrange(5),
        "risk_score": chance.choice([None, 10.5, 99.0]),
        "risk_level": chance.choice([None, "low", "high"]),
    }


@pytest.fixture
def rows(store: Backend) -> list[Row]:
    """Return 250 investigations of two owners, with many equal values and an entity type each."""
    chance = random.Random(7)
    made = [stored(number, chance) for number in range(250)]
    types = [
        {"investigation_id": row["investigation_id"], "entity_type": chance.choice(["ip", "user", "host"])}
        for row in made
    ]

    def insert(tx: Transaction) -> None:
        tx.insert(State, made)
        tx.insert(EntityType, types)

    store.write(insert)
    return [row | {"entity_type": entity["entity_type"]} for row, entity in zip(made, types, strict=True)]


@pytest.fixture(params=[(3, 2), (7, 1000), (1000, 20)], ids=str)
def batch_limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set how many rows a batch has, and how many batches are read in order before all rows are."""
    monkeypatch.setattr(history_search, "ROWS_PER_BATCH", request.param[0])
    monkeypatch.setattr(history_search, "MAX_BATCHES_IN_ORDER", request.param[1])
    monkeypatch.setattr(history_search, "MAX_FETCHED_ROWS", 50)


def matches(query: Row, row: Row) -> bool:
    return (
        row["user_id"] == "u1"
        and (query["archived"] == "all" or bool(row["archived_at"]) == (query["archived"] == "true"))
        and all(row[name] in query[name] for name in ("status", "risk_level", "entity_type") if name in query)
        and query.get("begin", "") <= row["created_at"] <= query.get("end", "~")
        and query.get("q", "").casefold() in row["name"].casefold()
    )


def sort_key(column: str, row: Row) -> tuple[Any, ...]:
    if column == "name":
        return row["name"].casefold(), row["name"], row["investigation_id"]
    value = row[column]
    return value is not None, value or 0, row["investigation_id"]


def ids_of_pages(store: Backend, query: Row, *, by_cursor: bool) -> tuple[list[str], set[int]]:
    ids: list[str] = []
    totals, number, cursor = set(), 1, None
    while True:
        at = {"page": 1, "cursor": cursor} if by_cursor and cursor else {"page": number}
        page = list_history(store, OWNER, query | at)
        ids += [item["investigation_id"] for item in page.items]
        totals.add(page.total)
        assert page.page == number
        if not page.has_more:
            return ids, totals
        number, cursor = number + 1, page.next_cursor


@pytest.mark.usefixtures("batch_limits")
@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_pages_hold_the_matches_in_order_and_the_total_is_exact(store: Backend, rows: list[Row], filters: Row) -> None:
    chance = random.Random(str(filters))
    for sort in chance.sample(SORTS, 3):
        for direction in ("", "-"):
            archived = chance.choice(["false", "true", "all"])
            query = filters | {"sort": direction + sort, "archived": archived, "limit": chance.choice([19, 40])}
            expected = sorted(
                filter(partial(matches, query), rows), key=partial(sort_key, sort), reverse=bool(direction)
            )

            for by_cursor in (False, True):
                ids, totals = ids_of_pages(store, query, by_cursor=by_cursor)

                assert ids == [row["investigation_id"] for row in expected], (query, by_cursor)
                assert totals == {len(expected)}, query
