"""An application that hosts the service, with habits of its own."""

from typing import Any

from flask import Flask, Response, abort, g, redirect, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException


class ShoutingJson(DefaultJSONProvider):
    """Recognisable: whatever it encodes ends with an exclamation."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return super().dumps(obj, **kwargs) + "\n/* ! */"


def host_application() -> Flask:
    """Return a host whose errors are HTML, whose JSON shouts and whose responses are all marked."""
    app = Flask("host", static_folder=None)
    app.json = ShoutingJson(app)
    app.config["SECRET_KEY"] = "of the host"
    _handle_errors(app)
    _mark_everything(app)
    _serve_pages(app)
    _fail_in_many_ways(app)
    return app


def _handle_errors(app: Flask) -> None:
    @app.errorhandler(404)
    def lost(_: HTTPException) -> tuple[str, int, dict[str, str]]:
        return f"<h1>{request.path} is lost</h1>", 404, {"X-Page": "lost"}

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        return f"<h1>{error.code} {error.name}</h1>", error.code or 500

    @app.errorhandler(ZeroDivisionError)
    def divided(_: ZeroDivisionError) -> tuple[str, int]:
        return "<h1>no division</h1>", 500


def _mark_everything(app: Flask) -> None:
    @app.before_request
    def count() -> None:
        g.host_calls = g.get("host_calls", 0) + 1

    @app.before_request
    def refuse() -> None:
        if "X-Refuse" in request.headers:
            abort(int(request.headers["X-Refuse"]))

    @app.after_request
    def mark(response: Response) -> Response:
        response.headers["X-Host-Calls"] = str(g.get("host_calls"))
        return response


def _serve_pages(app: Flask) -> None:
    @app.get("/")
    def index() -> str:
        return "<h1>host</h1>"

    @app.get("/json")
    def numbers() -> dict[str, int]:
        return {"b": 2, "a": 1}

    @app.post("/form")
    def form() -> str:
        return "posted " + request.form.get("a", "") + request.get_data(as_text=True)[:3]

    @app.get("/away")
    def away() -> Any:
        return redirect("/json")

    @app.get("/api/v1/wizardry")
    def wizardry() -> str:
        return "not of the service"


def _fail_in_many_ways(app: Flask) -> None:
    @app.get("/divide")
    def divide() -> float:
        return 1 / int(request.args.get("by", "0"))

    @app.get("/fail")
    def fail() -> str:
        raise RuntimeError("of the host")

    @app.get("/abort/<int:status>")
    def give_up(status: int) -> str:
        abort(status)
