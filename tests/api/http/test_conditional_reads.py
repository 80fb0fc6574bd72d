"""Conditional requests to the letter of RFC 9110 section 13, for every GET that has an entity tag."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, ServiceWith, event, problem, rules_under

# Every GET whose answers have an ETag, as a path below the base path; a new one goes here.
TAGGED = {
    "state": "/{}/state",
    "poll": "/{}/poll",
    "active": "/active",
    "report": "/{}/report",
    "changes": "/{}/changes?since_version=0",
    "changes with a snapshot": "/{}/changes?since_version=0&include_snapshot=true",
}
UNTAGGED = {"access", "invitations", "connections", "health", "session", "stream", "healthz", "readyz", "openapi.json"}
UNTAGGED |= {"metrics", "usage", "asyncapi.json", "templates", "versions", "history", "<investigation_id>"}
UNTAGGED |= {"audit", "refused", "verify", "export", "checkpoint", "diff", "lease", "example", "overview", "users"}
# The tests of templates and of the client configuration cover their tags.
TAGGED_ELSEWHERE = {"<template_id>", "client-config"}
# `%` is the opaque part of the current tag.
NAMES_IT = ['"%"', 'W/"%"', '"%-gzip"', 'W/"%;br"', "*", "\t*\t", '"a,b", "%"', 'junk, "%"', '"open, "%"', 'w/"a","%"']
NAMES_IT += [',, "%"', '"%",', '"\x80\xff", W/"%"', '"a" "b", "%"', 'W/, "%"']
NAMES_OTHERS = ["", '"a"', 'w/"%"', "%", "'%'", 'W/ "%"', '"% "']
NAMES_OTHERS += ['"%', '%"', 'x"%"', '"%"x', '"%" "a"', '*, "a"', '"*"']
get = pytest.mark.parametrize("path", TAGGED.values(), ids=TAGGED)


@pytest.fixture
def investigation_id(api: Api) -> str:
    return api.created()


def opaque(answer: TestResponse) -> str:
    return answer.headers["ETag"].removeprefix("W/").strip('"')


def test_every_get_is_known_to_have_a_tag_or_none(service: Flask) -> None:
    paths = {rule.rule.rpartition("/")[2] for method, rule in rules_under(service, "/api/v1/wizard") if method == "GET"}

    assert (
        paths == {path.partition("?")[0].rpartition("/")[2] for path in TAGGED.values()} | UNTAGGED | TAGGED_ELSEWHERE
    )


@get
@pytest.mark.parametrize("header", NAMES_IT)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_if_none_match_that_names_the_tag_is_304(
    api: Api, investigation_id: str, path: str, header: str, method: str
) -> None:
    full = api.call("GET", path.format(investigation_id))

    answer = api.call(method, path.format(investigation_id), {"If-None-Match": header.replace("%", opaque(full))})

    assert (answer.status_code, answer.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert answer.headers[name] == full.headers[name]
    assert "Content-Type" not in answer.headers


@get
@pytest.mark.parametrize("header", NAMES_OTHERS)
def test_if_none_match_that_names_something_else_is_200(
    api: Api, investigation_id: str, path: str, header: str
) -> None:
    tag = opaque(api.call("GET", path.format(investigation_id)))

    assert (
        api.call("GET", path.format(investigation_id), {"If-None-Match": header.replace("%", tag)}).status_code == 200
    )


@get
@pytest.mark.parametrize("header", ["*", " * ", "{etag}", '"a", {etag}', 'junk, {etag} , "b"'])
def test_if_match_that_names_the_tag_strongly_is_200(api: Api, investigation_id: str, path: str, header: str) -> None:
    etag = api.call("GET", path.format(investigation_id)).headers["ETag"]

    answer = api.call("GET", path.format(investigation_id), {"If-Match": header.format(etag=etag)})

    # A weak tag never matches strongly (section 8.8.3.2).
    assert answer.status_code == (412 if etag.startswith("W/") and "etag" in header else 200)


@get
@pytest.mark.parametrize("header", ["", '"a"', "W/{tag}", '"{bare}-gzip"', "{bare}", "{tag} {tag}", '*, "a"'])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_if_match_that_does_not_name_the_tag_is_412(
    api: Api, investigation_id: str, path: str, header: str, method: str
) -> None:
    full = api.call("GET", path.format(investigation_id))
    sent = {"If-Match": header.format(tag=f'"{opaque(full)}"', bare=opaque(full))}

    answer = api.call(method, path.format(investigation_id), sent)

    assert (answer.status_code, answer.headers["ETag"]) == (412, full.headers["ETag"])
    assert method == "HEAD" or problem(answer, 412, "precondition_failed")


@get
def test_if_match_is_evaluated_before_if_none_match(api: Api, investigation_id: str, path: str) -> None:
    etag = api.call("GET", path.format(investigation_id)).headers["ETag"]

    refused = api.call("GET", path.format(investigation_id), {"If-Match": '"a"', "If-None-Match": etag})
    unchanged = api.call("GET", path.format(investigation_id), {"If-Match": "*", "If-None-Match": etag})

    assert (refused.status_code, unchanged.status_code) == (412, 304)


@get
@pytest.mark.parametrize("name", ["If-Match", "If-None-Match"])
def test_condition_is_evaluated_only_when_the_answer_would_be_200(
    api: Api, api_for: ApiFor, service_with: ServiceWith, investigation_id: str, path: str, name: str
) -> None:
    for value in ("*", '"a"'):
        headers = {name: value}
        assert api.call("GET", path.format(investigation_id), headers | {"Authorization": ""}).status_code == 401
        assert api_for(None, "wizard:write").call("GET", path.format(investigation_id), headers).status_code == 403
        if "{}" in path:
            assert api_for().call("GET", path.format(investigation_id), headers).status_code == 404
        wrong = path.format(investigation_id) + ("&" if "?" in path else "?") + "nonsense=1"
        assert api.call("GET", wrong, headers).status_code == 422


@get
def test_head_has_the_headers_of_a_get_and_no_body(api: Api, investigation_id: str, path: str) -> None:
    sent = {"X-Request-ID": "same"}
    full, head = (api.call(method, path.format(investigation_id), sent) for method in ("GET", "HEAD"))

    def stable_headers(answer: TestResponse) -> dict[str, str]:
        # The recommended interval is jittered, so the length of a body that contains it varies.
        jittered = ("X-Recommended-Interval", "Content-Length")
        return {name: value for name, value in answer.headers.items() if name not in jittered}

    assert (head.status_code, head.data) == (200, b"")
    assert stable_headers(head) == stable_headers(full)
    assert set(head.headers.keys()) == set(full.headers.keys())


@get
def test_date_conditions_are_ignored_without_last_modified(api: Api, investigation_id: str, path: str) -> None:
    for name in ("If-Modified-Since", "If-Unmodified-Since"):
        answer = api.call("GET", path.format(investigation_id), {name: "Sat, 01 Jan 2000 00:00:00 GMT"})
        assert answer.status_code == 200
        assert "Last-Modified" not in answer.headers


def test_range_header_is_ignored(api: Api, investigation_id: str) -> None:
    full = api.get(investigation_id)

    answer = api.get(investigation_id, {"Range": "bytes=0-1", "If-Range": full.headers["ETag"]})

    assert (answer.status_code, answer.data) == (200, full.data)


def test_long_poll_is_refused_at_once_when_if_match_fails(api: Api, investigation_id: str) -> None:
    cursor = api.cursor(investigation_id)

    problem(api.poll(investigation_id, {"If-Match": '"a"'}, wait=30, after=cursor), 412, "precondition_failed")


def test_tag_does_not_match_after_any_change(api: Api, investigation_id: str) -> None:
    etags = {name: api.call("GET", path.format(investigation_id)).headers["ETag"] for name, path in TAGGED.items()}
    api.reported(investigation_id, event("log_appended", lines=[{"message": "m"}]))

    for name, path in TAGGED.items():
        assert api.call("GET", path.format(investigation_id), {"If-None-Match": etags[name]}).status_code == 200
