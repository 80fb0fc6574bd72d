"""Entity tags avoid repeated downloads and lost updates (contract section 3)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event, problem, version_of

# `%` stands for the opaque part of the current tag.
UNCHANGED = ['"%"', 'W/"%"', '"%-gzip"', 'W/"%-gzip"', '"%;br"', 'W/"%;br"', '"%:gzip"', "*", ' "%" ', '"a", "%"']
UNCHANGED += ['"%","b"', '"a" , W/"%-gzip" , "c"', 'W/"a","b",W/"%"']
CHANGED = ['"a"', 'W/"a"', '""', "", "%", '"%', '"x%"', '"%x"', '"%1"', "'%'", '"a" "b"', ",,,", "W/", '"%-gzip-x"']


@pytest.mark.parametrize("header", UNCHANGED)
def test_tag_that_is_current_is_answered_304_without_a_body(api: Api, header: str) -> None:
    investigation_id = api.created()
    full = api.get(investigation_id)

    response = api.get(investigation_id, {"If-None-Match": header.replace("%", full.headers["ETag"].strip('"'))})

    assert (response.status_code, response.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert response.headers[name] == full.headers[name]


@pytest.mark.parametrize("header", CHANGED)
def test_any_other_tag_is_answered_200(api: Api, header: str) -> None:
    investigation_id = api.created()
    tag = api.get(investigation_id).headers["ETag"].strip('"')

    assert api.get(investigation_id, {"If-None-Match": header.replace("%", tag)}).status_code == 200


def test_tag_is_strong_and_ends_with_the_version(api: Api) -> None:
    investigation_id = api.created()
    epoch = api.cursor(investigation_id).rpartition("-")[0]

    assert api.get(investigation_id).headers["ETag"] == f'"{epoch}.1"'


def test_state_is_private_and_to_be_revalidated(api: Api) -> None:
    cache_control = api.get(api.created()).headers["Cache-Control"]

    assert {"private", "no-cache"} <= set(cache_control.split(", "))


def test_body_is_byte_identical_for_one_tag_however_it_is_read(
    api: Api, api_for: ApiFor, settings: Document, results: Document
) -> None:
    answers = [api.create(settings=settings)]
    investigation_id = str(document(answers[0], 201)["investigation_id"])
    answers += [api.get(investigation_id), api_for(None, "wizard:run").get(investigation_id), api.get(investigation_id)]
    answers += [api.patch(investigation_id, {"wizard_step": "PROGRESS", "version": 1}), api.get(investigation_id)]
    api.poll(investigation_id)
    answers += [
        api.get(investigation_id),
        api.put(investigation_id, {"results": results}, {"If-Match": "*"}),
        api.get(investigation_id),
    ]
    api.report(investigation_id, event("log_appended", lines=[{"message": "é"}]))
    answers += [api.get(investigation_id), api.get(investigation_id)]

    bodies: dict[str, set[bytes]] = {}
    for answer in answers:
        bodies.setdefault(answer.headers["ETag"], set()).add(answer.data)

    assert [len(variants) for variants in bodies.values()] == [1, 1, 1, 1]


def test_tag_and_body_are_the_same_in_another_service_on_the_same_database(
    service_with: ServiceWith, api_for: ApiFor
) -> None:
    first = service_with()
    api = api_for(app=first)
    investigation_id = api.created()
    before = api.get(investigation_id)

    second = service_with(auth=first.extensions["wizard"].config.auth)

    after = api_for(api.user_id, app=second).get(investigation_id)
    assert (after.headers["ETag"], after.data) == (before.headers["ETag"], before.data)


@pytest.mark.parametrize("header", ["{etag}", '"other.1", {etag}', '{etag},"other.1"', "*", " * "])
def test_write_with_a_matching_tag_is_accepted(api: Api, header: str) -> None:
    investigation_id = api.created()
    condition = {"If-Match": header.format(etag=api.get(investigation_id).headers["ETag"])}

    response = api.put(investigation_id, {"progress": {"overall_progress": 1}}, condition)

    assert document(response)["version"] == 2
    assert version_of(response.headers["ETag"]) == 2


@pytest.mark.parametrize("header", ['"other.1"', "W/{etag}", '"{tag}-gzip"', "{tag}", '""', "", '"*"', '"{epoch}.2"'])
def test_write_compares_tags_strongly(api: Api, header: str) -> None:
    investigation_id = api.created()
    etag = api.get(investigation_id).headers["ETag"]
    tag = etag.strip('"')

    response = api.put(
        investigation_id, {}, {"If-Match": header.format(etag=etag, tag=tag, epoch=tag.partition(".")[0])}
    )

    problem(response, 412, "precondition_failed")
    assert api.state(investigation_id)["version"] == 1


@pytest.mark.parametrize("version", ["0", "-1", "2", "²", "1.0", "x", "9" * 20, "9" * 5000, ""])
def test_tag_with_a_version_that_never_was_does_not_match(api: Api, version: str) -> None:
    investigation_id = api.created()
    epoch = api.cursor(investigation_id).rpartition("-")[0]

    problem(api.put(investigation_id, {}, {"If-Match": f'"{epoch}.{version}"'}), 412, "precondition_failed")


def test_tag_and_version_must_both_be_current_when_both_are_sent(api: Api) -> None:
    investigation_id = api.created()
    etag = {"If-Match": api.get(investigation_id).headers["ETag"]}

    problem(api.put(investigation_id, {"version": 2}, etag), 409, "version_conflict")
    problem(api.put(investigation_id, {"version": 1}, {"If-Match": '"other.1"'}), 412, "precondition_failed")
    assert api.put(investigation_id, {"version": 1}, etag).status_code == 200


def test_write_to_any_version_emits_concurrent_access(api: Api, api_for: ApiFor) -> None:
    investigation_id = api.created()
    admin = api_for(None, "wizard:admin")
    cursor = api.cursor(investigation_id)

    admin.put(investigation_id, {"progress": {"overall_progress": 1}}, {"If-Match": "*"})

    events = api.events(investigation_id, after=cursor)
    assert [envelope["event_type"] for envelope in events] == ["state_updated", "concurrent_access"]
    expected = {"actor": admin.user_id, "previous_actor": api.user_id, "previous_version": 1}
    assert events[1]["data"] == expected
    assert {envelope["version"] for envelope in events} == {2}


def test_write_of_a_seen_version_emits_no_concurrent_access(api: Api) -> None:
    investigation_id = api.created()
    cursor = api.cursor(investigation_id)

    api.changed(investigation_id, progress={"overall_progress": 1})

    assert [envelope["event_type"] for envelope in api.events(investigation_id, after=cursor)] == ["state_updated"]


def test_one_of_many_writers_of_a_version_wins(service: Flask, api: Api, api_for: ApiFor) -> None:
    investigation_id, writers = api.created(), [api_for(api.user_id) for _ in range(8)]
    start = Barrier(len(writers))

    def write(n: int) -> int:
        start.wait()
        return writers[n].patch(investigation_id, {"progress": {"overall_progress": n}, "version": 1}).status_code

    with ThreadPoolExecutor(len(writers)) as pool:
        statuses = sorted(pool.map(write, range(len(writers))))

    assert statuses == [200] + [409] * 7
    assert api.state(investigation_id)["version"] == 2


def test_writers_of_any_version_all_win_one_after_the_other(api: Api, api_for: ApiFor) -> None:
    investigation_id, writers = api.created(), [api_for(api.user_id) for _ in range(8)]

    def write(n: int) -> int:
        sent = {"progress": {"overall_progress": n}}
        return int(document(writers[n].patch(investigation_id, sent, {"If-Match": "*"}))["version"])

    with ThreadPoolExecutor(len(writers)) as pool:
        versions = sorted(pool.map(write, range(len(writers))))

    assert versions == list(range(2, 10))
