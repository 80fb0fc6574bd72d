"""Earlier versions: asked for, compared, restored, forked (contract section 3)."""

from marshmallow import Schema, fields, validate

from ...domain.fields import Count, Digits

_POSITIVE = validate.Range(min=1)


class StateQuery(Schema):
    at_version = Digits(
        validate=_POSITIVE,
        metadata={"description": "The state as it was at this version. `progress` and its agents have no `logs`."},
    )


class DiffQuery(Schema):
    old = Digits(validate=_POSITIVE, data_key="from", metadata={"description": "When absent the version before `to`."})
    new = Digits(validate=_POSITIVE, data_key="to", metadata={"description": "When absent the present version."})


class Restore(Schema):
    version = Count(1, required=True, metadata={"description": "The version to restore, not the one you have seen."})


class Fork(Schema):
    version = Count(1, metadata={"description": "The version to fork; the present one when absent."})
    investigation_id = fields.String(
        metadata={"description": "Of the new investigation.", "pattern": "^[A-Za-z0-9_-]{1,255}$"}
    )
