"""An HTTP server that sends scripted responses in order, and records the requests."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self

STATE = {"investigation_id": "inv_1", "version": 7, "status": "IN_PROGRESS", "wizard_step": "PROGRESS"}


@dataclass(frozen=True)
class Response:
    """A scripted response.

    body: sent as JSON, a string as it is. hang_up: the server closes the connection instead.
    stall: it sends nothing until the end of the test. goes_idle: it sends nothing more after the body.
    """

    status: int = 200
    body: Any = field(default_factory=lambda: dict(STATE))
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up: bool = False
    stall: bool = False
    goes_idle: bool = False


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    port: int = field(compare=False)

    def json(self) -> Any:
        return json.loads(self.body)


def problem(status: int, code: str, **members: Any) -> Response:
    body = {"type": "about:blank", "title": code, "status": status, "detail": f"{code} it is", "code": code, **members}
    return Response(status, body, {"Content-Type": "application/problem+json"})


class _Http(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that closes a response early resets its connection, and the traceback would look like its output.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class ScriptedServer:
    """Sends `responses` in order, and repeats the last of them.

    config: the response to `/client-config`, which is not recorded.
    """

    def __init__(self, port: int = 0) -> None:
        self.responses: list[Response] = [Response()]
        self.requests: list[Request] = []
        self.config = problem(404, "not_found")
        self.released = Event()
        self._http = _Http(("127.0.0.1", port), _handler_of(self))
        self.port: int = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def script(self, *responses: Response) -> None:
        self.responses = list(responses)

    def receive(self, request: Request) -> Response:
        if request.path.endswith("/client-config"):
            return self.config
        self.requests.append(request)
        return self.response_to(request)

    def response_to(self, request: Request) -> Response:
        return self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]


def _handler_of(server: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            request = Request(
                self.command, self.path, dict(self.headers), self.rfile.read(length), self.client_address[1]
            )
            response = server.receive(request)
            if response.stall:
                server.released.wait()
            if response.hang_up or response.stall:
                self.close_connection = True
            else:
                self.send(response)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond  # noqa: N815 - the base class names them

        def send(self, response: Response) -> None:
            body = response.body if isinstance(response.body, str) else json.dumps(response.body)
            content = b"" if response.status in {204, 304} else body.encode()
            self.send_response(response.status)
            end = {"Connection": "close"} if response.goes_idle else {"Content-Length": str(len(content))}
            for name, value in {**end, **response.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            if response.goes_idle:
                server.released.wait()

        def log_message(self, *_: Any) -> None:
            """Keep the test output clean."""

    return Handler
