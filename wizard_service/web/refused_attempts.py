"""Refused attempts to change an investigation are noted for its owner."""

from collections.abc import Callable
from typing import Any

from flask import Flask, g, request

from ..domain.caller import Caller
from ..domain.refusals import note_refusal
from ..errors import WizardError
from .request_id import request_id
from .runtime import runtime

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def install(app: Flask, is_ours: Callable[[str], bool]) -> None:
    """Note refusals of paths that are ours, on their way to the answer, which neither waits nor fails for it."""
    handle = app.handle_user_exception

    def note_and_handle(error: Exception) -> Any:
        if isinstance(error, WizardError) and is_ours(request.path) and request.method not in _SAFE_METHODS:
            _note(error)
        return handle(error)

    app.handle_user_exception = note_and_handle  # type: ignore[method-assign, assignment]


def _note(error: WizardError) -> None:
    investigation_id = (request.view_args or {}).get("investigation_id")
    principal = g.get("wizard_principal")
    if investigation_id is None or principal is None or request.url_rule is None:
        return
    path = request.url_rule.rule.rpartition("<investigation_id>/")[2].replace("<path:", "<")
    attempted = f"{request.method} {path}"
    caller = Caller(principal, "USER", request_id())
    note_refusal(runtime().store, caller, investigation_id, attempted, error)
