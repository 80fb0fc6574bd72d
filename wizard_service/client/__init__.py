"""A small synchronous client of the wizard service; it imports nothing of the service itself."""

from .client import WizardClient
from .errors import (
    AlreadyExists,
    InvalidTransition,
    NotFound,
    PreconditionFailed,
    ServiceUnavailable,
    Stopped,
    Unauthorized,
    ValidationFailed,
    VersionConflict,
    WizardError,
)
from .executor import Executor
from .feed_transport import Event
from .pages import Page
from .state import State
from .tool_run import ToolRun

__all__ = [
    "AlreadyExists",
    "Event",
    "Executor",
    "InvalidTransition",
    "NotFound",
    "Page",
    "PreconditionFailed",
    "ServiceUnavailable",
    "State",
    "Stopped",
    "ToolRun",
    "Unauthorized",
    "ValidationFailed",
    "VersionConflict",
    "WizardClient",
    "WizardError",
]
