"""Access checks for investigations. The query finds only what the caller may see; the rest is reported as NotFound."""

from ...errors import Forbidden, InvalidTransition, NotFound
from ...store import Reader
from ...store.repositories import states
from ..identity.caller import Caller
from ..identity.principal import READ, RUN, WRITE, Principal
from ..stored_sections import check_stored
from ..vocabulary import SETTINGS
from .state import Document, Row, differs
from .transitions import check_reportable

COLUMNS = states.COLUMNS


def get_readable(
    reader: Reader, principal: Principal, investigation_id: str, columns: tuple[str, ...] = COLUMNS
) -> Row:
    """Return the row of an investigation that the principal may read.

    The row also has `role` (the principal's share, None without one) and `pruned` and `head` of the owner's feed.
    Raises NotFound when the investigation is unknown or neither owned by nor shared with the principal, and Forbidden
    when the principal has no scope for reading, and WizardError when a document in the row is damaged.
    """
    principal.require_on(investigation_id, READ, RUN)
    row = _find(reader, principal, investigation_id, columns)
    check_stored(investigation_id, row)
    return row


def exists_for_owner(reader: Reader, owner: str, investigation_id: str) -> bool:
    """Return whether the user owns this investigation; shares do not count."""
    return states.exists(reader, investigation_id, owner)


def get_editable(
    reader: Reader, principal: Principal, investigation_id: str, columns: tuple[str, ...] = COLUMNS
) -> Row:
    """Like `get_readable`, but requires the right to edit: owner or editor with write scope, or an executor.

    Raises InvalidTransition when the investigation is archived.
    """
    return _not_archived(get_changeable(reader, principal, investigation_id, columns))


def get_reportable(reader: Reader, caller: Caller, investigation_id: str) -> tuple[Row, Row | None]:
    """Like `get_editable`, but also return the lease that the caller names, else the newest one."""
    row, lease = get_changeable_with_lease(reader, caller, investigation_id, COLUMNS)
    return _not_archived(row), lease


def get_changeable(reader: Reader, principal: Principal, investigation_id: str, columns: tuple[str, ...]) -> Row:
    """Like `get_editable`, but also returns archived investigations."""
    principal.require_on(investigation_id, WRITE, RUN)
    return _not_for_viewing_only(_find(reader, principal, investigation_id, columns), principal)


def get_changeable_with_lease(
    reader: Reader, caller: Caller, investigation_id: str, columns: tuple[str, ...]
) -> tuple[Row, Row | None]:
    """Like `get_changeable`, but also return the lease that the caller names, else the newest one."""
    principal = caller.principal
    principal.require_on(investigation_id, WRITE, RUN)
    found = states.find_visible_with_lease(
        reader, investigation_id, caller.user_id, caller.lease_id, sees_all=principal.sees_all, columns=columns
    )
    if found is None:
        raise _not_found(investigation_id)
    row, lease = found
    return _not_for_viewing_only(row, principal), lease


def require_edit_access(reader: Reader, principal: Principal, investigation_id: str) -> None:
    """Raise NotFound or Forbidden when the investigation exists and the principal must not change it."""
    principal.require_on(investigation_id, WRITE, RUN)
    if states.exists(reader, investigation_id):
        get_changeable(reader, principal, investigation_id, ("user_id",))


def get_owned(
    reader: Reader,
    principal: Principal,
    investigation_id: str,
    scope: str = WRITE,
    columns: tuple[str, ...] = COLUMNS,
) -> Row:
    """Like `get_readable`, but raises Forbidden unless the principal is the owner or an admin.

    columns: must include `user_id`.
    """
    principal.require(scope)
    row = _find(reader, principal, investigation_id, columns)
    if not (_is_owner(row, principal) or principal.is_admin):
        raise Forbidden("Only the owner may do this.")
    return row


def may_change_settings(row: Row, principal: Principal) -> bool:
    """Return whether the principal may change settings; the scope of executors alone does not permit it."""
    is_own_work = _is_owner(row, principal) or row["role"] == "editor"
    return principal.is_admin or (is_own_work and WRITE in principal.scopes)


def get_delegable(reader: Reader, principal: Principal, investigation_id: str) -> Row:
    """Like `get_editable`, for an owner or editor who lets an executor work for them. Raises Forbidden for others.

    Raises InvalidTransition when the investigation has ended.
    """
    principal.require(WRITE)
    row = get_editable(reader, principal, investigation_id, ("user_id", "status", "archived_at"))
    if not (_is_owner(row, principal) or row["role"] == "editor"):
        raise Forbidden("Only the owner and editors may start an executor.")
    check_reportable(row)
    return row


def check_may_edit(caller: Caller, row: Row, before: Document, after: Document) -> None:
    """Raise Forbidden for a change that an executor must not make to another user's investigation."""
    if may_change_settings(row, caller.principal):
        return
    is_reset = after["wizard_step"] == SETTINGS != before["wizard_step"]
    if is_reset or differs(before, after, "settings"):
        raise Forbidden("An executor must neither change the settings of another user's investigation nor reset it.")


def _find(reader: Reader, principal: Principal, investigation_id: str, columns: tuple[str, ...]) -> Row:
    sees_all = principal.sees_all
    row = states.find_visible(reader, investigation_id, principal.user_id, sees_all=sees_all, columns=columns)
    if row is None:
        raise _not_found(investigation_id)
    return row


def _not_found(investigation_id: str) -> NotFound:
    return NotFound(f"There is no investigation {investigation_id}.")


def _not_for_viewing_only(row: Row, principal: Principal) -> Row:
    if not (_is_owner(row, principal) or row["role"] == "editor" or principal.sees_all):
        raise Forbidden("The investigation is shared with you for viewing only.")
    return row


def _not_archived(row: Row) -> Row:
    archived_at = row["archived_at"]
    if archived_at:
        raise InvalidTransition(
            "The investigation is archived: restore it before changing it.",
            field="archived_at",
            from_value=archived_at,
            to_value=archived_at,
            allowed=[],
        )
    return row


def _is_owner(row: Row, principal: Principal) -> bool:
    return bool(row["user_id"] == principal.user_id)
