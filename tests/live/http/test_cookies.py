"""The session cookie of browsers (contract section 2)."""

import json
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import ALLOWED_ORIGIN, BASE, Answer, Person, PersonFor, request, serving
from tests.support.wire.raw_connection import RawConnection

pytestmark = pytest.mark.live

FOREIGN = ("https://evil.example", "null", ALLOWED_ORIGIN + ".evil.example", "http://{}0", "http://[", "")


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings)


@pytest.fixture
def cookie(owner: Person) -> str:
    """Return what a browser sends back as `Cookie`."""
    set_cookie = begin_session(owner).headers["Set-Cookie"]
    return str(set_cookie).partition(";")[0]


def begin_session(person: Person) -> Answer:
    return person.call("POST", "/session")


def rename(server: LiveServer, investigation_id: str, cookie: str, origin: str | None) -> Answer:
    headers = {"Cookie": cookie} | ({} if origin is None else {"Origin": origin.format(server.bind)})
    change = {"settings": {"name": "renamed"}, "version": 1}
    return request(server, "PATCH", f"{BASE}/{investigation_id}/state", headers, change)


def test_a_session_begins_with_a_cookie_that_scripts_and_other_pages_cannot_use(owner: Person) -> None:
    answer = begin_session(owner)

    attributes = [part.strip().lower() for part in answer.headers["Set-Cookie"].split(";")]
    assert answer.status == 204
    assert {"httponly", "samesite=strict"} <= set(attributes)
    assert owner.token not in answer.body.decode()


@pytest.mark.parametrize(("trusted", "is_accepted"), [("127.0.0.0/8", True), ("10.1.2.3", False)])
def test_x_forwarded_proto_is_accepted_only_from_a_trusted_proxy(
    trusted: str, is_accepted: bool, tmp_path: Path
) -> None:
    with serving(tmp_path, 1, WIZARD_TRUSTED_PROXIES=trusted) as server, ExitStack() as opened:
        owner = Person(server, opened, "owner")
        by_tls = owner.bearer | {"X-Forwarded-Proto": "https"}
        own_page = f"https://{server.bind}"

        answer = request(server, "POST", f"{BASE}/session", by_tls)
        changed = request(
            server,
            "POST",
            f"{BASE}/investigations",
            {
                "Cookie": answer.headers["Set-Cookie"].partition(";")[0],
                "Origin": own_page,
                "X-Forwarded-Proto": "https",
            },
        )

    assert ("Secure" in answer.headers["Set-Cookie"]) is is_accepted
    assert changed.status == (201 if is_accepted else 403)


def test_the_cookie_ends_with_the_token(person_for: PersonFor) -> None:
    owner = person_for(None, ttl_s=120)

    set_cookie = begin_session(owner).headers["Set-Cookie"]

    max_age = re.search(r"max-age=(\d+)", set_cookie, re.IGNORECASE)
    assert max_age is not None
    assert 0 < int(max_age[1]) <= 120


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer not.a.token"}, {"Authorization": "Basic dTpw"}])
def test_without_a_token_no_session_begins(server: LiveServer, headers: dict[str, str]) -> None:
    answer = request(server, "POST", f"{BASE}/session", headers)

    assert answer.problem == (401, "unauthorized")
    assert "Set-Cookie" not in answer.headers


def test_a_session_is_not_begun_by_a_cookie(server: LiveServer, cookie: str) -> None:
    headers = {"Cookie": cookie, "Origin": server.url}

    answer = request(server, "POST", f"{BASE}/session", headers)

    assert answer.problem == (401, "unauthorized")


@pytest.mark.parametrize("path", ["/{}/state", "/{}/poll"])
def test_reading_works_with_the_cookie(
    server: LiveServer, owner: Person, investigation_id: str, cookie: str, path: str
) -> None:
    answer = request(server, "GET", BASE + path.format(investigation_id), {"Cookie": cookie})

    assert answer.status == 200


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", ["/{}/state", "/{}/poll", "/{}/stream", "/stream"])
def test_reading_with_the_cookie_from_a_foreign_page_is_refused(
    server: LiveServer, investigation_id: str, cookie: str, path: str, origin: str
) -> None:
    with RawConnection(server) as raw:
        raw.get(BASE + path.format(investigation_id), {"Cookie": cookie, "Origin": origin.format(server.bind)})

        assert raw.read_head().split()[1] == "403"
        assert json.loads(raw.read_body())["code"] == "origin_refused"


def test_streams_and_sockets_open_with_the_cookie(
    server: LiveServer, owner: Person, investigation_id: str, cookie: str
) -> None:
    with RawConnection(server) as stream, RawConnection(server) as socket:
        stream.get(f"{BASE}/{investigation_id}/stream", {"Cookie": cookie})
        sent = {"Cookie": cookie, "Origin": server.url}

        assert stream.read_head().split()[1] == "200"
        assert socket.shake_hands(f"/ws/investigation/{investigation_id}", sent) == 101


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_socket_with_the_cookie_from_a_foreign_page_is_refused(
    server: LiveServer, investigation_id: str, cookie: str, origin: str
) -> None:
    with RawConnection(server) as socket:
        sent = {"Cookie": cookie, "Origin": origin.format(server.bind)}

        assert socket.shake_hands(f"/ws/investigation/{investigation_id}", sent) == 403


@pytest.mark.parametrize("origin", [None, *FOREIGN])
def test_a_change_with_the_cookie_needs_the_origin_of_the_service(
    server: LiveServer, owner: Person, investigation_id: str, cookie: str, origin: str | None
) -> None:
    answer = rename(server, investigation_id, cookie, origin)

    assert answer.problem == (403, "origin_refused")
    assert owner.state(investigation_id)["version"] == 1


def test_a_change_with_the_cookie_from_a_page_of_the_service_is_accepted(
    server: LiveServer, owner: Person, investigation_id: str, cookie: str
) -> None:
    answer = rename(server, investigation_id, cookie, server.url)

    assert answer.status == 200
    assert owner.state(investigation_id)["settings"]["name"] == "renamed"


@pytest.mark.parametrize("value", ["", "x", '"', "\xe9", None])
def test_ending_the_session_drops_the_cookie_whatever_it_holds(
    server: LiveServer, cookie: str, value: str | None
) -> None:
    name, _, token = cookie.partition("=")
    answer = request(server, "DELETE", f"{BASE}/session", {"Cookie": f"{name}={token if value is None else value}"})

    dropped = answer.headers["Set-Cookie"].lower()
    assert answer.status == 204
    assert dropped.startswith(f"{name.lower()}=;")
    assert "max-age=0" in dropped or "expires=thu, 01 jan 1970" in dropped


def test_a_cookie_that_does_not_hold_a_token_is_refused(server: LiveServer, investigation_id: str, cookie: str) -> None:
    name = cookie.partition("=")[0]
    for value in ("x", "", '"', "\xe9"):
        answer = request(server, "GET", f"{BASE}/{investigation_id}/state", {"Cookie": f"{name}={value}"})

        assert answer.problem == (401, "unauthorized")
