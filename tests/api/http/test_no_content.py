"""A response without a body has no headers that describe a body (RFC 9110 sections 6.4 and 8.6)."""

from collections.abc import Callable

import pytest

from tests.support.api.client import Api, Document, document

Before = Callable[[Api, Document], tuple[str, str]]


def _template(api: Api, settings: Document) -> tuple[str, str]:
    template = document(api.call("POST", "/templates", json={"name": "t", "settings": settings}), 201)
    return "DELETE", f"/templates/{template['template_id']}"


def _share(api: Api, _: Document) -> tuple[str, str]:
    investigation_id = api.created()
    api.share(investigation_id, "friend", "viewer")
    return "DELETE", f"/{investigation_id}/access/friend"


def _finished(api: Api, settings: Document) -> tuple[str, str]:
    investigation_id = api.running(settings)
    api.changed(investigation_id, status="COMPLETED")
    return "GET", f"/{investigation_id}/stream?until=completed&after={api.cursor(investigation_id)}"


WAYS: dict[str, Before] = {
    "a state that is deleted": lambda api, _: ("DELETE", f"/{api.created()}/state?version=1"),
    "a template that is deleted": _template,
    "a share that is taken back": _share,
    "a session that begins": lambda *_: ("POST", "/session"),
    "a session that ends": lambda *_: ("DELETE", "/session"),
    "a stream that is over": _finished,
}


@pytest.mark.parametrize("before", WAYS.values(), ids=WAYS)
def test_no_content_has_neither_type_nor_length(api: Api, settings: Document, before: Before) -> None:
    answer = api.call(*before(api, settings))

    assert (answer.status_code, answer.data) == (204, b"")
    assert not {"Content-Type", "Content-Length"} & set(answer.headers.keys())
