"""Lists count and filter the investigations that wait for a person (contract sections 6, 9 and 11)."""

from tests.support.api.client import Api, ApiFor, Document, document
from tests.support.api.inputs import answer, ask


def active(api: Api, **query: str) -> Document:
    return document(api.call("GET", "/active", query_string=query))


def ids(page: Document, name: str) -> set[str]:
    return {item["investigation_id"] for item in page[name]}


def test_active_investigations_that_wait_are_counted_and_listed(api: Api, settings: Document) -> None:
    waiting, other = api.running(settings), api.running(settings)
    ask(api, waiting)
    ask(api, waiting, request_id="q2")

    everything, filtered = active(api), active(api, waiting="true")

    assert (everything["total"], everything["waiting"], filtered["total"], filtered["waiting"]) == (2, 1, 1, 1)
    assert ids(everything, "investigations") == {waiting, other}
    assert [(row["investigation_id"], row["open_inputs"]) for row in filtered["investigations"]] == [(waiting, 2)]
    assert active(api, waiting="true", status="ERROR")["waiting"] == 1


def test_what_was_shared_waits_for_its_editor_as_well(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    editor = api_for()
    api.share(investigation_id, editor.user_id, "editor")
    ask(api, investigation_id)

    assert ids(active(editor, waiting="true"), "investigations") == {investigation_id}


def test_an_answer_ends_the_waiting(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id)
    document(answer(api, investigation_id, True))

    page = active(api)

    assert (page["waiting"], page["investigations"][0]["open_inputs"]) == (0, 0)
    assert active(api, waiting="true")["total"] == 0
    assert document(api.call("GET", "/history?waiting=true"))["total"] == 0


def test_the_tag_of_the_list_changes_with_what_waits(api: Api, settings: Document) -> None:
    page = {"limit": "1", "status": "ERROR"}
    investigation_id = api.running(settings)
    before = api.call("GET", "/active", query_string=page).headers["ETag"]
    ask(api, investigation_id)

    assert api.call("GET", "/active", query_string=page).headers["ETag"] != before


def test_the_history_lists_what_waits_page_by_page_and_combined_with_other_filters(
    api: Api, settings: Document
) -> None:
    waiting = [api.running(settings) for _ in range(3)]
    api.running(settings)
    for investigation_id in waiting:
        ask(api, investigation_id)

    first = document(api.call("GET", "/history?waiting=true&sort=-created_at&limit=2"))
    second = document(api.call("GET", f"/history?waiting=true&sort=-created_at&limit=2&cursor={first['next_cursor']}"))

    assert (first["total"], second["total"]) == (3, 3)
    assert [item["investigation_id"] for page in (first, second) for item in page["items"]] == waiting[::-1]
    assert document(api.call("GET", "/history?waiting=true&status=ERROR"))["total"] == 0
    assert document(api.call("GET", "/history?waiting=true&from=2020-01-01&status=IN_PROGRESS"))["total"] == 3
    assert document(api.call("GET", "/history?waiting=false"))["total"] == 4


def test_an_archived_investigation_is_not_among_those_that_wait(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id)
    document(api.call("POST", f"/history/{investigation_id}/archive"))

    assert document(api.call("GET", "/history?waiting=true&archived=all"))["total"] == 0
    document(api.call("POST", f"/history/{investigation_id}/restore"))
    assert document(api.call("GET", "/history?waiting=true&archived=all"))["total"] == 1
