"""An HTTP server that gives the answers it was told to give, in order, and keeps what it was asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self

STATE = {"investigation_id": "inv_1", "version": 7, "status": "IN_PROGRESS", "wizard_step": "PROGRESS"}


@dataclass(frozen=True)
class Answer:
    """`body` is sent as JSON, or as it is when it is a string. `hang_up` closes the connection instead.

    `stall` answers nothing until the end of the test, `falls_silent` nothing more after the body.
    """

    status: int = 200
    body: Any = field(default_factory=lambda: dict(STATE))
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up: bool = False
    stall: bool = False
    falls_silent: bool = False


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def problem(status: int, code: str, **members: Any) -> Answer:
    body = {"type": "about:blank", "title": code, "status": status, "detail": f"{code} it is", "code": code, **members}
    return Answer(status, body, {"Content-Type": "application/problem+json"})


class ScriptedServer:
    """Answers the requests of a test from `answers`, and from the last of them for ever after."""

    def __init__(self, port: int = 0) -> None:
        self.answers: list[Answer] = [Answer()]
        self.asked: list[Asked] = []
        self.released = Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
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

    def script(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def answer_to(self, asked: Asked) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _handler_of(server: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
            server.asked.append(asked)
            answer = server.answer_to(asked)
            if answer.stall:
                server.released.wait()
            if not (answer.hang_up or answer.stall):
                self.send(answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 names the base class looks for

        def send(self, answer: Answer) -> None:
            body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            content = b"" if answer.status in {204, 304} else body.encode()
            self.send_response(answer.status)
            length = {} if answer.falls_silent else {"Content-Length": str(len(content))}
            for name, value in {**length, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            if answer.falls_silent:
                server.released.wait()

        def log_message(self, *_: Any) -> None:
            """Keep the test output clean."""

    return Handler
