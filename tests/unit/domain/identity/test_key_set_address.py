"""Keys come from the configured address alone, and from no more bytes than a set of keys can have."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wizard_service.domain.identity.key_set import MAX_BYTES, fetch_key_set


class Redirecting(BaseHTTPRequestHandler):
    """Answers `/moved` with a redirect to `/keys`, `/large` with a byte too many, and `/keys` with a body."""

    def do_GET(self) -> None:
        self.server.paths.append(self.path)  # type: ignore[attr-defined]
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/keys")
        self.end_headers()
        self.wfile.write(b"x" * (MAX_BYTES + 1 if self.path == "/large" else 1))

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture
def issuer_on_loopback() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Redirecting) as server:
        server.paths = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield server
        server.shutdown()


def test_only_the_configured_address_is_asked_for_keys_and_not_for_many_bytes(
    issuer_on_loopback: ThreadingHTTPServer,
) -> None:
    url = f"http://127.0.0.1:{issuer_on_loopback.server_port}"

    assert fetch_key_set(f"{url}/keys") == b"x"
    with pytest.raises(OSError, match="302"):
        fetch_key_set(f"{url}/moved")
    with pytest.raises(OSError, match=str(MAX_BYTES)):
        fetch_key_set(f"{url}/large")

    assert issuer_on_loopback.paths == ["/keys", "/moved", "/large"]  # type: ignore[attr-defined]
