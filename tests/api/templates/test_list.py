"""The list of a user's templates: searched, sorted, in pages (contract section 9)."""

from typing import Any

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, wrong_fields
from wizard_service.domain.templates.reading import SORTS

KEPT: list[tuple[str, str | None, int]] = [
    ("alpha", None, 1),
    ("Beta", "Überweisung", 2),
    ("gamma", "beta too", 2),
    ("delta", "100 %", 1),
]


@pytest.fixture
def owner(api: Api, settings: Document) -> Api:
    for name, description, count in KEPT:
        entities = [{"entity_type": "ip", "entity_id": f"{{{{ip{n}}}}}"} for n in range(count)]
        sent = {"name": name, "description": description, "settings": settings | {"entities": entities}}
        document(api.call("POST", "/templates", json=sent), 201)
    return api


def page(api: Api, **query: Any) -> Document:
    return document(api.call("GET", "/templates", query_string=query))


def names(api: Api, **query: Any) -> list[str]:
    return [item["name"] for item in page(api, **query)["items"]]


def test_an_item_has_the_listed_columns_without_settings(owner: Api) -> None:
    item = page(owner, q="Beta", sort="name")["items"][0]

    assert {name: item[name] for name in ("name", "description", "entity_count", "usage_count", "version")} == {
        "name": "Beta",
        "description": "Überweisung",
        "entity_count": 2,
        "usage_count": 0,
        "version": 1,
    }
    assert item["placeholders"] == ["ip0", "ip1"]
    assert {"template_id", "created_at", "updated_at"} <= item.keys()
    assert "settings" not in item


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("BETA", ["Beta", "gamma"]),
        ("ÜBER", ["Beta"]),
        ("uber", ["Beta"]),
        ("%", ["delta"]),
        ("100 %", ["delta"]),
        ("nowhere", []),
    ],
)
def test_text_is_searched_in_name_and_description_without_case_and_accents(
    owner: Api, q: str, expected: list[str]
) -> None:
    assert names(owner, q=q, sort="name") == expected


def test_names_are_sorted_without_case_and_accents(owner: Api, settings: Document) -> None:
    for name in ("Délta", "déjà vu", "zeta"):
        document(owner.call("POST", "/templates", json={"name": name, "settings": settings}), 201)

    assert names(owner, sort="name") == ["alpha", "Beta", "déjà vu", "Délta", "delta", "gamma", "zeta"]


def test_null_comes_before_all_other_values(owner: Api) -> None:
    assert names(owner, sort="description") == ["alpha", "delta", "gamma", "Beta"]


@pytest.mark.parametrize("sort", SORTS)
def test_every_column_sorts_in_both_directions_and_ties_are_stable(owner: Api, sort: str) -> None:
    ascending = page(owner, sort=sort)["items"]
    descending = page(owner, sort=f"-{sort}")["items"]

    values = [item[sort] for item in ascending]
    assert [item[sort] for item in descending] == values[::-1]
    if sort not in ("name", "description"):
        assert values == sorted(values)
    for items in (ascending, descending):
        ties = [item["template_id"] for item in items if item[sort] == items[0][sort]]
        assert ties == sorted(ties)


def test_the_newest_change_comes_first_by_default(owner: Api) -> None:
    changed = page(owner, q="alpha")["items"][0]["template_id"]
    owner.call("PUT", f"/templates/{changed}", json={"description": "d"})

    assert names(owner)[0] == "alpha"


def test_pages_hold_each_template_once(owner: Api) -> None:
    pages = [page(owner, sort="entity_count", limit=3, page=number) for number in (1, 2, 3)]

    assert [len(numbered["items"]) for numbered in pages] == [3, 1, 0]
    assert [numbered["has_more"] for numbered in pages] == [True, False, False]
    assert {(numbered["total"], numbered["page_size"]) for numbered in pages} == {(4, 3)}
    assert len({item["name"] for numbered in pages for item in numbered["items"]}) == 4


def test_other_users_templates_are_not_listed(owner: Api, api_for: ApiFor) -> None:
    assert page(api_for())["items"] == []


@pytest.mark.parametrize(
    "query", [{"sort": "settings"}, {"page": 0}, {"limit": 201}, {"page": 10**30}, {"q": "x" * 256}, {"no": 1}]
)
def test_an_invalid_query_is_refused(owner: Api, query: dict[str, Any]) -> None:
    assert wrong_fields(owner.call("GET", "/templates", query_string=query)) == set(query)
