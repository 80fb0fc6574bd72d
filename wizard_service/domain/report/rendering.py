"""Makes the report of an investigation: permission, entity tag, content, and the document in one format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...process.cooperative import yield_between_batches
from ...store import Backend, Row
from ...store.repositories import versions
from ..identity.principal import Principal
from ..investigations import access
from ..investigations.state import document_of, etag_of
from . import html, markdown
from .document import Report
from .sections import report_of
from .trail import read_trail

MARKDOWN, HTML = "text/markdown", "text/html"
_RENDERERS: dict[str, Callable[[Report], Iterator[str]]] = {MARKDOWN: markdown.render, HTML: html.render}
# Writing so many parts takes a few milliseconds.
_PARTS_PER_BATCH = 500
_IDENTITY = ("investigation_id", "version", "incarnation")


@dataclass(frozen=True)
class RenderedReport:
    body: bytes
    etag: str


def report_etag(store: Backend, principal: Principal, investigation_id: str) -> str:
    """Return the entity tag that the report has now. Raises NotFound and Forbidden like the state."""
    row = access.get_readable(store, principal, investigation_id, _IDENTITY)
    return _etag(store, row, versions.oldest_version(store, investigation_id, row["incarnation"]))


def render_report(store: Backend, principal: Principal, investigation_id: str, media_type: str) -> RenderedReport:
    """Return the report of the current state. media_type: MARKDOWN or HTML. Raises NotFound and Forbidden.

    A part at a time is written, and other greenlets run in between. The size is bounded by that of the state, of which
    a character takes six bytes at most, and by the changes that a `Trail` lists.
    """
    row = access.get_readable(store, principal, investigation_id)
    trail = read_trail(store, row)
    body = bytearray()
    for count, part in enumerate(_RENDERERS[media_type](report_of(document_of(row), trail)), 1):
        body += part.encode()
        if count % _PARTS_PER_BATCH == 0:
            yield_between_batches()
    return RenderedReport(bytes(body), _etag(store, row, trail.oldest_version))


def _etag(store: Backend, row: Row, oldest_version: int | None) -> str:
    """Return the entity tag of the state, with an addition once retention has deleted entries of the audit trail.

    Every version has one entry, so a version determines the last hash and, until a purge, the changes that led to it.
    Denied attempts and the entries of templates belong to no version, and a report does not show them.
    """
    etag = etag_of(row, store.epoch)
    return etag if oldest_version == 1 else f'{etag[:-1]}.since-{oldest_version or "end"}"'
