"""Leases of executors (contract section 11)."""

from marshmallow import Schema, fields, validate

from ...domain.executors.leases import DEFAULT_TTL_S, MAX_TTL_S, MIN_TTL_S
from ...domain.executors.renewal import STOPS
from ...domain.fields import Choice, ColumnText, Count, StrictBoolean

PAUSES = (*STOPS, "error")
# No lease of a deleted investigation is shown.
END_REASONS = ("released", "lost", *(reason for reason in STOPS if reason != "deleted"))


class Seconds(Count):
    """A whole number of seconds for which a lease lasts after each renewal."""

    def __init__(self) -> None:
        super().__init__(MIN_TTL_S, load_default=DEFAULT_TTL_S)
        self.validators = [validate.Range(MIN_TTL_S, MAX_TTL_S)]


class TakeLease(Schema):
    executor = ColumnText(
        255, 1, required=True, metadata={"description": "The name of the program that does the work, made up by it."}
    )
    ttl_s = Seconds()
    takeover = StrictBoolean(
        load_default=False,
        metadata={"description": "Take the lease even from a former run of the executor with this name."},
    )


class TakenLease(Schema):
    lease_id = fields.UUID(required=True, metadata={"description": "Sent as `Wizard-Lease` with each report."})
    executor = fields.String(required=True)
    fence = Count(1, required=True, metadata={"description": "Grows with each new holder."})
    expires_at = fields.DateTime(required=True)


class RenewedLease(Schema):
    expires_at = fields.DateTime(required=True)
    proceed = fields.Boolean(required=True, metadata={"description": "False: the executor is to stop."})
    reason = Choice(PAUSES, metadata={"description": "Why the executor is to stop."})


class ExecutorToken(Schema):
    token = fields.String(required=True, metadata={"description": "A bearer token; it is not shown again."})
    scope = fields.String(required=True, metadata={"description": "`wizard:run:` and the id of the investigation."})
    expires_at = fields.DateTime(required=True)


class Example(Schema):
    command = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Program and arguments; it reads its token from the variable WIZARD_TOKEN."},
    )
    settings = fields.Dict(required=True, metadata={"description": "Settings that fit the data of the example."})


class Lease(Schema):
    """The newest lease of an investigation, living or ended. Renewals show here and not in the state."""

    executor = fields.String(required=True)
    fence = Count(1, required=True)
    taken_at = fields.DateTime(required=True)
    last_seen_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
    ended_at = fields.DateTime(required=True, allow_none=True)
    end_reason = Choice(END_REASONS, required=True, allow_none=True)
