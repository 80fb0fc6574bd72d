"""Past investigations in order and in pages, by number and by cursor (contract section 9)."""

import base64
import unicodedata
from itertools import pairwise
from typing import Any

import pytest

from tests.support.api.client import Api, Document, problem
from tests.support.api.history import ids, page
from wizard_service.domain.history.listing import COLUMNS


def sort_key(value: Any) -> tuple[bool, Any]:
    return value is not None, unicodedata.normalize("NFD", value).casefold() if isinstance(value, str) else value


@pytest.mark.parametrize("archived", ["false", "all"])
@pytest.mark.parametrize("sort", COLUMNS)
def test_every_column_sorts_in_both_directions_with_nulls_first_and_ties_by_id(
    archivist: Api, sort: str, archived: str
) -> None:
    ascending = page(archivist, sort=sort, archived=archived)["items"]

    assert len(ascending) == (5 if archived == "all" else 4)
    keys = [(*sort_key(item[sort]), item["investigation_id"]) for item in ascending]
    for one, other in pairwise(keys):
        assert one[0] < other[0] or (one[0] == other[0] and one[1:] <= other[1:]) or one[0] is False, keys
    assert page(archivist, sort=f"-{sort}", archived=archived)["items"] == ascending[::-1]


@pytest.mark.parametrize("archived", ["false", "all"])
@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize("sort", COLUMNS)
def test_pages_by_number_and_by_cursor_hold_each_item_once_in_order(
    archivist: Api, sort: str, direction: str, archived: str
) -> None:
    query = {"sort": direction + sort, "archived": archived}
    whole = ids(archivist, **query)

    by_number = [page(archivist, **query, limit=2, page=number) for number in (1, 2, 3)]
    by_cursor = [page(archivist, **query, limit=2)]
    while by_cursor[-1]["has_more"]:
        by_cursor.append(page(archivist, **query, limit=2, cursor=by_cursor[-1]["next_cursor"]))

    assert [item["investigation_id"] for numbered in by_number for item in numbered["items"]] == whole
    assert by_cursor == by_number[: len(by_cursor)]
    assert [numbered["page"] for numbered in by_number] == [1, 2, 3]
    assert {(numbered["total"], numbered["page_size"]) for numbered in by_number} == {(len(whole), 2)}
    assert by_cursor[-1]["next_cursor"] is None


def test_a_cursor_continues_after_its_item_when_earlier_items_change(owner: Api, settings: Document) -> None:
    first = page(owner, sort="-created_at", limit=2)
    rest = ids(owner, sort="-created_at")[2:]

    owner.created(settings=settings)
    owner.delete(first["items"][1]["investigation_id"], {"If-Match": "*"})

    assert ids(owner, sort="-created_at", cursor=first["next_cursor"]) == rest


def test_a_cursor_is_valid_for_the_same_list_only(reader: Api) -> None:
    cursor = page(reader, limit=2, status="IN_PROGRESS,COMPLETED,ERROR")["next_cursor"]

    same = page(reader, limit=1, status=["ERROR", "COMPLETED", "IN_PROGRESS"], cursor=cursor)
    assert len(same["items"]) == 1
    for other in ({}, {"status": "ERROR"}, {"sort": "name"}, {"archived": "all"}, {"q": "a"}, {"from": "2020-01-01"}):
        problem(reader.call("GET", "/history", query_string=other | {"cursor": cursor}), 400, "bad_cursor")


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "!!!", "ä", "bnVsbA", "W10", "WzEsMiwzLDRd", "A" * 5000, base64.b64encode(b'["x",1,"a","b"]').decode()],
)
def test_a_malformed_cursor_is_refused(reader: Api, cursor: str) -> None:
    problem(reader.call("GET", "/history", query_string={"cursor": cursor}), 400, "bad_cursor")


@pytest.mark.parametrize("members", ['"{}",1,7,"id"', '"{}",1,null,"id"', '"{}",1e400,"a","id"', '"{}",true,"a","id"'])
def test_a_forged_cursor_is_refused(reader: Api, members: str) -> None:
    genuine = page(reader, limit=1)["next_cursor"]
    fingerprint = base64.urlsafe_b64decode(genuine + "==").decode().split('"')[1]
    forged = base64.urlsafe_b64encode(f"[{members.format(fingerprint)}]".encode()).decode()

    problem(reader.call("GET", "/history", query_string={"cursor": forged}), 400, "bad_cursor")
