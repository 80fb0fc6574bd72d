"""A small synchronous client of the wizard service; it imports nothing of the service itself."""

from .client import WizardClient
from .errors import (
    AlreadyExists,
    InvalidTransition,
    NotFound,
    PreconditionFailed,
    ServiceUnavailable,
    Unauthorized,
    ValidationFailed,
    VersionConflict,
    WizardError,
)
from .feed_transport import Event
from .state import State

__all__ = [
    "AlreadyExists",
    "Event",
    "InvalidTransition",
    "NotFound",
    "PreconditionFailed",
    "ServiceUnavailable",
    "State",
    "Unauthorized",
    "ValidationFailed",
    "VersionConflict",
    "WizardClient",
    "WizardError",
]
