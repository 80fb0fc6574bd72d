"""Templates of settings (contract section 9)."""

from collections.abc import AsyncGenerator
from typing import Any, TypedDict

from ..endpoint import AnyNetwork, endpoint, iterated
from ..models import Document, State
from ..network.requests import url_path
from .audit import AuditItem, AuditVerdict, audit_filters
from .base import ApiGroup, Page, drop_none, iterate_pages, parse_page


class TemplateItem(TypedDict):
    template_id: str
    user_id: str
    name: str
    description: str | None
    entity_count: int
    usage_count: int
    version: int
    created_at: str
    updated_at: str
    placeholders: list[str]


class Template(TemplateItem):
    settings: Document


class TemplateApi(ApiGroup[AnyNetwork]):
    """Settings stored under a name, with `{{placeholders}}` that are filled in when the template is applied."""

    @endpoint
    async def list(
        self, *, q: str | None = None, sort: str | None = None, limit: int | None = None, page: int | None = None
    ) -> Page[TemplateItem]:
        """Return templates without their settings.

        q: text to find in name and description. sort: a column; with `-` in front the order is descending.
        page: counts from 1; `next_cursor` of the result is the number of the next page.
        """
        listed = await self._read("/templates", drop_none(q=q, sort=sort, limit=limit, page=page))
        next_page = str(listed["page"] + 1) if listed["has_more"] else None
        return Page(listed["items"], next_page, listed["total"])

    @iterated
    def iterate(self, *, q: str | None = None, sort: str | None = None) -> AsyncGenerator[TemplateItem, None]:
        return iterate_pages(
            lambda cursor: TemplateApi.list(self, q=q, sort=sort, page=int(cursor) if cursor else None)
        )

    @endpoint
    async def create(
        self,
        name: str,
        *,
        settings: Document | None = None,
        from_investigation: str | None = None,
        version: int | None = None,
        description: str | None = None,
        overwrite: bool = False,
    ) -> Template:
        """Store settings, or those of an investigation, as a template.

        overwrite: replace the template that has this name.
        Raises WizardError with code `name_taken` or `limit_reached`.
        """
        body = drop_none(
            name=name,
            settings=settings,
            from_investigation=from_investigation,
            version=version,
            description=description,
        )
        return await self._write("POST", "/templates", body, _on_conflict(overwrite))

    @endpoint
    async def get(self, template_id: str) -> Template:
        return await self._read(url_path("templates", template_id))

    @endpoint
    async def replace(
        self,
        template_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        settings: Document | None = None,
        version: int | None = None,
        overwrite: bool = False,
    ) -> Template:
        """Replace the given members; the others stay.

        version: the version that the caller last saw; None replaces any version.
        overwrite: take the name from the template that has it.
        """
        body = drop_none(name=name, description=description, settings=settings, version=version)
        return await self._write("PUT", url_path("templates", template_id), body, _on_conflict(overwrite))

    @endpoint
    async def delete(self, template_id: str) -> None:
        """Delete a template; `restore` brings it back."""
        await self._http.write("DELETE", url_path("templates", template_id))

    @endpoint
    async def restore(self, template_id: str) -> Template:
        return await self._write("POST", url_path("templates", template_id, "restore"))

    @endpoint
    async def apply(
        self,
        template_id: str,
        *,
        values: dict[str, Any] | None = None,
        overrides: Document | None = None,
        investigation_id: str | None = None,
    ) -> State:
        """Create an investigation in SETTINGS, with the placeholders replaced by `values`.

        overrides: a merge patch on its settings. Raises ValidationFailed that names the missing values.
        """
        body = {"values": values or {}} | drop_none(overrides=overrides, investigation_id=investigation_id)
        return await self._command("templates", template_id, "apply", body=body)

    @endpoint
    async def fill(
        self,
        template_id: str,
        investigation_id: str,
        *,
        values: dict[str, Any] | None = None,
        overrides: Document | None = None,
        version: int | None = None,
        etag: str | None = None,
    ) -> State:
        """Replace the settings of an existing investigation, in SETTINGS, by those of the template.

        version, etag: the last seen one of the investigation; the etag "*" overwrites any version.
        Raises ValueError unless exactly one of the two is given, and PreconditionFailed (etag) or VersionConflict
        (version) when the investigation has changed since.
        """
        if (version is None) == (etag is None):
            # Without either, the service would create the investigation.
            raise ValueError("Give either the version or the etag of the investigation.")
        body = {"values": values or {}, "investigation_id": investigation_id}
        body |= drop_none(overrides=overrides, version=version)
        return await self._command("templates", template_id, "apply", body=body, etag=etag)

    @endpoint
    async def audit(self, /, template_id: str, **filters: Any) -> Page[AuditItem]:
        """Return a page of the template's trail, newest first; filters: those of `audit.list`."""
        return parse_page(await self._read(url_path("templates", template_id, "audit"), audit_filters(**filters)))

    @endpoint
    async def verify_audit(self, template_id: str) -> AuditVerdict:
        """Let the service recompute the hash chain of the template's trail."""
        return await self._read(url_path("templates", template_id, "audit", "verify"))

    @endpoint
    async def export_audit(self, template_id: str) -> bytes:
        """Return the whole trail of the template as JSON lines."""
        response = await self._http.read(url_path("templates", template_id, "audit", "export"))
        return bytes(response.content)


def _on_conflict(overwrite: bool) -> dict[str, str]:
    return {"on_conflict": "overwrite"} if overwrite else {}
