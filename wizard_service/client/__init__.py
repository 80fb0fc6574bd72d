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
from .state import State

__all__ = [
    "AlreadyExists",
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
