"""Conditions as they come over the wire: on several lines, and with HEAD (RFC 9110 sections 5.3 and 9.3.2)."""

import pytest

from tests.support.live.users import BASE, Person
from tests.support.wire.raw_connection import RawConnection

pytestmark = pytest.mark.live

PATHS = ["/{}/state", "/{}/poll", "/active", "/{}/changes?since_version=0"]


def head_of(owner: Person, method: str, path: str, *lines: str) -> tuple[str, dict[str, str]]:
    """Return status and header fields of the answer to a request with these further lines, on its own connection."""
    fields = [f"{method} {BASE}{path} HTTP/1.1", "Host: x", f"Authorization: Bearer {owner.token}", *lines]
    with RawConnection(owner.server) as connection:
        connection.send("\r\n".join([*fields, "Connection: close", "", ""]).encode())
        status_line, *header_lines = connection.read_head().split("\r\n")
        if method == "HEAD":
            with pytest.raises(ConnectionError):
                connection.read_until(b"never")
    return status_line.split()[1], dict(line.split(": ", 1) for line in header_lines)


@pytest.mark.parametrize("path", PATHS)
def test_tags_on_several_lines_are_one_list(owner: Person, path: str) -> None:
    path = path.format(owner.create())
    _, full = head_of(owner, "GET", path)
    tag = full["ETag"]

    for lines in (('"a"', tag, '"b"'), (tag, "junk"), ('"a", "b"', f'"c", {tag}'), ("", tag)):
        status, fields = head_of(owner, "GET", path, *(f"If-None-Match: {line}" for line in lines))
        assert (status, fields["ETag"]) == ("304", tag)
        assert "Content-Type" not in fields
    assert head_of(owner, "GET", path, 'If-None-Match: "a"', 'If-None-Match: "b"')[0] == "200"
    strong = [f"If-Match: {tag}", 'If-Match: "a"']
    assert head_of(owner, "GET", path, *strong)[0] == ("412" if tag.startswith("W/") else "200")


@pytest.mark.parametrize("path", [*PATHS, "/{}/access", "/healthz", "/openapi.json", "/no/such/path", "/unknown/state"])
def test_head_is_answered_like_get_without_a_body(owner: Person, path: str) -> None:
    path = path.format(owner.create())

    (status, full), (status_of_head, head) = (head_of(owner, method, path) for method in ("GET", "HEAD"))

    momentary = ("Date", "X-Request-ID", "X-Recommended-Interval")
    # The recommended interval is jittered and is repeated in the body of a poll.
    ignored = (*momentary, "Content-Length") if path.endswith("/poll") else momentary
    assert (status_of_head, set(head)) == (status, set(full))
    assert {name: head[name] for name in head if name not in ignored} == {
        name: full[name] for name in full if name not in ignored
    }


@pytest.mark.parametrize("path", ["/{}/stream", "/stream"])
def test_head_of_a_stream_ends_at_once(owner: Person, path: str) -> None:
    status, fields = head_of(owner, "HEAD", path.format(owner.create()))

    assert (status, fields["Content-Type"]) == ("200", "text/event-stream")
