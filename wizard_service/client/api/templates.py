"""Templates of settings (contract section 9)."""

from collections.abc import Iterator
from typing import Any

from ..models import State, Template
from .base import Calls, Page, drop_none, items_of, path_of, state_of


class TemplateCalls(Calls):
    """Settings kept under a name, with `{{placeholders}}` to be filled in when they are applied."""

    def list(
        self, *, q: str | None = None, sort: str | None = None, limit: int | None = None, page: int | None = None
    ) -> Page[Template]:
        """Return templates without their settings. q: sought in name and description. sort: a column, `-` descends.

        page: from 1 on; `next_cursor` of the answer is the number of the next one.
        """
        told = self._read("/templates", drop_none(q=q, sort=sort, limit=limit, page=page))
        following = str(told["page"] + 1) if told["has_more"] else None
        return Page(told["items"], following, told["total"])

    def iterate(self, *, q: str | None = None, sort: str | None = None) -> Iterator[Template]:
        return items_of(lambda cursor: self.list(q=q, sort=sort, page=int(cursor) if cursor else None))

    def create(
        self,
        name: str,
        *,
        settings: dict[str, Any] | None = None,
        from_investigation: str | None = None,
        version: int | None = None,
        description: str | None = None,
        overwrite: bool = False,
    ) -> Template:
        """Keep settings, or those of an investigation.

        overwrite: replace the template of this name. Raises WizardError `name_taken`, `limit_reached`.
        """
        body = drop_none(
            name=name,
            settings=settings,
            from_investigation=from_investigation,
            version=version,
            description=description,
        )
        return self._write("POST", "/templates", body, _conflict(overwrite))

    def get(self, template_id: str) -> Template:
        return self._read(path_of("templates", template_id))

    def replace(
        self,
        template_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        settings: dict[str, Any] | None = None,
        version: int | None = None,
        overwrite: bool = False,
    ) -> Template:
        """Replace what is given whole; the rest stays. version: the one last seen, None for whichever there is.

        overwrite: take the name from the template that has it.
        """
        body = drop_none(name=name, description=description, settings=settings, version=version)
        return self._write("PUT", path_of("templates", template_id), body, _conflict(overwrite))

    def delete(self, template_id: str) -> None:
        """Take it away; `restore` brings it back."""
        self._transport.write("DELETE", path_of("templates", template_id))

    def restore(self, template_id: str) -> Template:
        return self._write("POST", path_of("templates", template_id, "restore"))

    def apply(
        self,
        template_id: str,
        *,
        values: dict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
        investigation_id: str | None = None,
    ) -> State:
        """Return a new investigation in SETTINGS, with the placeholders replaced by `values`.

        overrides: a merge patch on its settings. Raises ValidationFailed naming the values that are missing.
        """
        body = {"values": values or {}} | drop_none(overrides=overrides, investigation_id=investigation_id)
        return state_of(self._transport.write("POST", path_of("templates", template_id, "apply"), body=body))


def _conflict(overwrite: bool) -> dict[str, str]:
    return {"on_conflict": "overwrite"} if overwrite else {}
