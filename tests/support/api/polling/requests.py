"""Polls of every kind: each returns path, headers, and the status of the answer."""

from tests.support.api.client import Api, Headers, document, event

REPORT = event("progress_updated", percent_complete=10)


def tag(api: Api, investigation_id: str) -> Headers:
    return {"If-None-Match": api.poll(investigation_id).headers["ETag"]}


Asked = tuple[str, Headers, str]


def unchanged(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine), "304"


def unchanged_with_cursor(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?after={api.cursor(mine)}", tag(api, mine), "304"


def any_tag(_: Api, mine: str) -> Asked:
    return f"/{mine}/poll", {"If-None-Match": "*"}, "304"


def suffixed_tag(api: Api, mine: str) -> Asked:
    etag = tag(api, mine)["If-None-Match"]
    return f"/{mine}/poll", {"If-None-Match": f'"x", {etag[:-1]}-gzip"'}, "304"


def own_request_id(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"X-Request-ID": "mine-1"}, "304"


def lower_case_scheme(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Authorization": f"bearer {api.token}"}, "304"


def changed(api: Api, mine: str) -> Asked:
    etag = tag(api, mine)
    document(api.report(mine, REPORT))
    return f"/{mine}/poll", etag, "200"


def behind_by_cursor_alone(api: Api, mine: str) -> Asked:
    cursor = api.cursor(mine)
    document(api.report(mine, REPORT))
    return f"/{mine}/poll?last_seen={cursor}", tag(api, mine), "200"


def cursor_in_header(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Last-Event-ID": api.cursor(mine)}, "304"


def state_included(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?after={api.cursor(mine)}&include=state", tag(api, mine), "304"


def waiting(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?wait=0.01", tag(api, mine), "304"


def foreign_epoch(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?after=nowhere-1", tag(api, mine), "410"


def no_cursor_at_all(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?after=k7f3-", tag(api, mine), "400"


def unknown_field(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll?since=1", tag(api, mine), "422"


def unknown(api: Api, mine: str) -> Asked:
    return "/unknown/poll", tag(api, mine), "404"


def deleted(api: Api, mine: str) -> Asked:
    etag = tag(api, mine)
    api.delete(mine, {"If-Match": "*"})
    return f"/{mine}/poll", etag, "404"


def forged_token(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Authorization": f"Bearer {api.token}x"}, "401"


def other_scheme(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Authorization": "Basic dTpw"}, "401"


def no_token(api: Api, mine: str) -> Asked:
    return f"/{mine}/poll", tag(api, mine) | {"Authorization": ""}, "401"


def no_investigation_id(api: Api, mine: str) -> Asked:
    return f"/{mine}%2e/poll", tag(api, mine), "404"


EVERY = [
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
