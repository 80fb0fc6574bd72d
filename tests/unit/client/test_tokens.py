"""A token that is a function is renewed before it ends and after a refusal, and only then."""

import base64
import json
from collections.abc import Iterator

import pytest

from tests.support.client.feed_messages import first, poll, stored, stream
from tests.support.client.portal_client import client_of
from tests.support.client.scripted_server import Response, ScriptedServer, problem
from wizard_service.client import Unauthorized, WizardClient
from wizard_service.client.credentials import Credentials, token_end
from wizard_service.client.network.blocking import BlockingNetwork
from wizard_service.client.network.running import run_blocking

KINDS = ("blocking", "asyncio", "trio")


class Issuer:
    """A clock, and a token function that issues tokens with a life of 1000 s."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls = 0
        self.fails = False

    def __call__(self) -> str:
        self.calls += 1
        if self.fails:
            raise OSError("the issuer is away")
        return jwt(self.now + 1000)

    def clock(self) -> float:
        return self.now


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def network() -> Iterator[BlockingNetwork]:
    network = BlockingNetwork("http://127.0.0.1:1", 1.0)
    yield network
    run_blocking(network.close())


def jwt(ends_at: float) -> str:
    payload = base64.urlsafe_b64encode(json.dumps({"sub": "u1", "exp": float(ends_at)}).encode()).rstrip(b"=").decode()
    return f"e30.{payload}.c2ln"


def test_a_token_is_kept_until_shortly_before_its_end(issuer: Issuer, network: BlockingNetwork) -> None:
    credentials = Credentials(issuer, issuer.clock)

    headers = []
    for issuer.now in (0.0, 939.0, 941.0):
        headers.append(run_blocking(credentials.header(network)))

    assert headers == [f"Bearer {jwt(1000)}", f"Bearer {jwt(1000)}", f"Bearer {jwt(1941)}"]
    assert issuer.calls == 2


def test_a_failing_renewal_keeps_the_valid_token_and_is_tried_again(issuer: Issuer, network: BlockingNetwork) -> None:
    credentials = Credentials(issuer, issuer.clock)
    run_blocking(credentials.header(network))

    issuer.now, issuer.fails = 990.0, True
    assert run_blocking(credentials.header(network)) == f"Bearer {jwt(1000)}"
    issuer.now, issuer.fails = 999.0, False
    assert run_blocking(credentials.header(network)) == f"Bearer {jwt(1999)}"


def test_the_failure_of_the_function_is_raised_when_no_token_is_valid(issuer: Issuer, network: BlockingNetwork) -> None:
    credentials = Credentials(issuer, issuer.clock)
    run_blocking(credentials.header(network))
    issuer.now, issuer.fails = 1001.0, True

    with pytest.raises(OSError, match="the issuer is away"):
        run_blocking(credentials.header(network))


def test_a_second_caller_uses_the_valid_token_while_the_first_renews_it(
    issuer: Issuer, network: BlockingNetwork
) -> None:
    headers: list[str] = []

    def renew() -> str:
        if headers:
            headers.append(run_blocking(credentials.header(network)))
        return issuer()

    credentials = Credentials(renew, issuer.clock)
    headers.append(run_blocking(credentials.header(network)))
    issuer.now = 950.0
    headers.append(run_blocking(credentials.header(network)))

    assert headers == [f"Bearer {jwt(1000)}", f"Bearer {jwt(1000)}", f"Bearer {jwt(1950)}"]


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "a.e30.c", "a..c", ""])
def test_a_token_without_an_end_is_not_renewed_by_time(token: str) -> None:
    assert token_end(token) == float("inf")


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_token_is_replaced_once_and_the_request_repeated(kind: str, server: ScriptedServer) -> None:
    server.script(problem(401, "unauthorized"), Response(), problem(401, "unauthorized"))
    tokens = iter(["first", "second", "third"])

    with client_of(kind, server.url, lambda: next(tokens), sleep=lambda _: None) as client:
        client.cancel("inv_1")
        with pytest.raises(Unauthorized):
            client.cancel("inv_1")

    sent = [request.headers["Authorization"].removeprefix("Bearer ") for request in server.requests]
    assert sent == ["first", "second", "second", "third"]
    assert len({request.headers["Idempotency-Key"] for request in server.requests}) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_continues_with_a_new_token(kind: str, server: ScriptedServer) -> None:
    server.script(stream(stored(1)), problem(401, "unauthorized"), poll(stored(2), cursor="k7f3-2"))
    tokens = iter(["first", "second"])

    with client_of(kind, server.url, lambda: next(tokens), sleep=lambda _: None) as client:
        assert first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse"])) == [stored(1)]
        assert first(1, client.follow("inv_1", cursor="k7f3-1", transports=["poll"])) == [stored(2)]

    sent = [request.headers["Authorization"].removeprefix("Bearer ") for request in server.requests]
    assert sent == ["first", "first", "second"]


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_the_asynchronous_client_awaits_a_coroutine_function(kind: str, server: ScriptedServer) -> None:
    async def supply() -> str:
        return "awaited"

    with client_of(kind, server.url, supply, sleep=lambda _: None) as client:
        client.get("inv_1")

    assert server.requests[0].headers["Authorization"] == "Bearer awaited"


def test_the_blocking_client_refuses_a_coroutine_function(server: ScriptedServer) -> None:
    async def supply() -> str:
        return "awaited"

    pending = supply()
    with WizardClient(server.url, lambda: pending) as client, pytest.raises(TypeError, match="asynchronous client"):
        client.get("inv_1")
    pending.close()
