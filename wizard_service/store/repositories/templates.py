"""Templates and their versions."""

from ..backend import Reader, Row, Transaction
from ..checksums import renewed_checksums
from ..models import Template, TemplateVersion

_COLUMNS = tuple(field.column_name for field in Template._meta.sorted_fields)
_ALL = ", ".join(_COLUMNS)
# Lists leave out the settings, which are most of a row.
_LISTED = ", ".join(column for column in _COLUMNS if column != "template_json")
_UNDELETED_OF_USER = "FROM investigation_templates WHERE user_id = ? AND deleted_at IS NULL"
_FIND = f"SELECT {_ALL} FROM investigation_templates WHERE template_id = ? AND user_id = ?"  # noqa: S608 - own columns
_FIND_BY_NAME = f"SELECT {_ALL} {_UNDELETED_OF_USER} AND name = ?"
_LIST = f"SELECT {_LISTED} {_UNDELETED_OF_USER}"
_COUNT = f"SELECT count(*) {_UNDELETED_OF_USER}"
_USES = "SELECT usage_count FROM investigation_templates WHERE template_id = ?"
_FIND_AT_VERSION = f"SELECT {_ALL} FROM investigation_templates WHERE template_id = ? AND version = ?"  # noqa: S608
_FIND_VERSION = """
SELECT version, name, description, template_json, placeholders_json, entity_count, updated_at
FROM investigation_template_versions WHERE template_id = ? AND version = ?
"""
_LIST_VERSIONS = """
SELECT version, name, action_type, actor, updated_at
FROM investigation_template_versions WHERE template_id = ? ORDER BY version DESC
"""
_VERSIONED = ("template_id", "version", "name", "description", "template_json", "placeholders_json", "entity_count")


def find(reader: Reader, user_id: str, template_id: str) -> Row | None:
    """Return a template of the user, deleted or not."""
    return reader.select_one(_FIND, (template_id, user_id))


def find_by_name(reader: Reader, user_id: str, name: str) -> Row | None:
    """Return the user's template that has the name and is not deleted; there is at most one."""
    return reader.select_one(_FIND_BY_NAME, (user_id, name))


def find_version(reader: Reader, template_id: str, version: int) -> Row | None:
    """Return the versioned columns of a version, None when it is not kept."""
    return reader.select_one(_FIND_VERSION, (template_id, version))


def list_of_user(reader: Reader, user_id: str) -> list[Row]:
    """Return the user's templates without their settings, in no particular order."""
    return reader.select(_LIST, (user_id,))


def list_versions(reader: Reader, template_id: str) -> list[Row]:
    """Return version, name, action_type, actor and updated_at of each version, newest first."""
    return reader.select(_LIST_VERSIONS, (template_id,))


def count(reader: Reader, user_id: str) -> int:
    """Return how many templates the user has that are not deleted."""
    ((number,),) = reader.select_tuples(_COUNT, (user_id,))
    return int(number)


def count_use(tx: Transaction, template_id: str, version: int) -> bool:
    """Count a use of the template. Returns False when it has a newer version.

    The change must hold the lock of the user's templates.
    """
    row = tx.select_one(_FIND_AT_VERSION, (template_id, version))
    if row is None:
        return False
    changes = {"usage_count": row["usage_count"] + 1}
    return tx.update(Template, changes | renewed_checksums(Template, row, changes), _identity(row)) == 1


def insert(tx: Transaction, row: Row) -> None:
    """Store a new template. Raises UniqueViolation when another template of the user has its name."""
    tx.insert(Template, [row])


def update(tx: Transaction, before: Row, after: Row) -> bool:
    """Replace the row `before` of a template with `after`. Returns False when it has a newer version than `before`.

    Raises UniqueViolation when another template of the user has its name.
    """
    changes = {column: value for column, value in after.items() if value != before[column]}
    # A use may have been counted since `before` was read.
    uses = tx.select_tuples(_USES, (before["template_id"],))
    before = before | {"usage_count": uses[0][0] if uses else 0}
    return tx.update(Template, changes | renewed_checksums(Template, before, changes), _identity(before)) == 1


def _identity(row: Row) -> Row:
    return {name: row[name] for name in ("template_id", "version")}


def insert_version(tx: Transaction, row: Row, action_type: str, actor: str) -> None:
    """Store a template's current version together with the action that made it."""
    version = {column: row[column] for column in (*_VERSIONED, "updated_at")}
    tx.insert(TemplateVersion, [version | {"action_type": action_type, "actor": actor}])
