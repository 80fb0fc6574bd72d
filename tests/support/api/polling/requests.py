"""Polls of every kind: each function returns the path, the headers and the expected status."""

from tests.support.api.client import Api, Headers, document, event

REPORT = event("progress_updated", percent_complete=10)


def tag(api: Api, investigation_id: str) -> Headers:
    return {"If-None-Match": api.poll(investigation_id).headers["ETag"]}


PollRequest = tuple[str, Headers, str]


def first(_: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll", {}, "200"


def unchanged(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll", tag(api, investigation_id), "304"


def unchanged_with_cursor(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll?after={api.cursor(investigation_id)}", tag(api, investigation_id), "304"


def any_tag(_: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll", {"If-None-Match": "*"}, "304"


def suffixed_tag(api: Api, investigation_id: str) -> PollRequest:
    etag = tag(api, investigation_id)["If-None-Match"]
    return f"/{investigation_id}/poll", {"If-None-Match": f'"x", {etag[:-1]}-gzip"'}, "304"


def own_request_id(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll", tag(api, investigation_id) | {"X-Request-ID": "mine-1"}, "304"


def lower_case_scheme(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll", tag(api, investigation_id) | {"Authorization": f"bearer {api.token}"}, "304"


def changed(api: Api, investigation_id: str) -> PollRequest:
    etag = tag(api, investigation_id)
    document(api.report(investigation_id, REPORT))
    return f"/{investigation_id}/poll", etag, "200"


def behind_by_cursor_alone(api: Api, investigation_id: str) -> PollRequest:
    cursor = api.cursor(investigation_id)
    document(api.report(investigation_id, REPORT))
    return f"/{investigation_id}/poll?last_seen={cursor}", tag(api, investigation_id), "200"


def cursor_in_header(api: Api, investigation_id: str) -> PollRequest:
    return (
        f"/{investigation_id}/poll",
        tag(api, investigation_id) | {"Last-Event-ID": api.cursor(investigation_id)},
        "304",
    )


def state_included(api: Api, investigation_id: str) -> PollRequest:
    return (
        f"/{investigation_id}/poll?after={api.cursor(investigation_id)}&include=state",
        tag(api, investigation_id),
        "304",
    )


def waiting(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll?wait=0.01", tag(api, investigation_id), "304"


def foreign_epoch(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll?after=nowhere-1", tag(api, investigation_id), "410"


def no_cursor_at_all(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll?after=k7f3-", tag(api, investigation_id), "400"


def unknown_field(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll?since=1", tag(api, investigation_id), "422"


def unknown(api: Api, investigation_id: str) -> PollRequest:
    return "/unknown/poll", tag(api, investigation_id), "404"


def deleted(api: Api, investigation_id: str) -> PollRequest:
    etag = tag(api, investigation_id)
    api.delete(investigation_id, {"If-Match": "*"})
    return f"/{investigation_id}/poll", etag, "404"


def forged_token(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll", tag(api, investigation_id) | {"Authorization": f"Bearer {api.token}x"}, "401"


def other_scheme(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll", tag(api, investigation_id) | {"Authorization": "Basic dTpw"}, "401"


def no_token(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}/poll", tag(api, investigation_id) | {"Authorization": ""}, "401"


def no_investigation_id(api: Api, investigation_id: str) -> PollRequest:
    return f"/{investigation_id}%2e/poll", tag(api, investigation_id), "404"


EVERY = [
    first,
    unchanged,
    unchanged_with_cursor,
    any_tag,
    suffixed_tag,
    own_request_id,
    lower_case_scheme,
    changed,
    behind_by_cursor_alone,
    cursor_in_header,
    state_included,
    waiting,
    foreign_epoch,
    no_cursor_at_all,
    unknown_field,
    unknown,
    deleted,
    forged_token,
    other_scheme,
    no_token,
    no_investigation_id,
]
