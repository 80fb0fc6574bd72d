"""The Python clients of the wizard service, blocking and asynchronous; they do not import the service."""

from .api.base import Page
from .async_client import AsyncWizardClient
from .client import WizardClient
from .errors import (
    AlreadyAnswered,
    AlreadyExists,
    InputExpired,
    InvalidTransition,
    LeaseHeld,
    LeaseLost,
    LimitReached,
    NotFound,
    PreconditionFailed,
    ServiceUnavailable,
    Stopped,
    Unauthorized,
    ValidationFailed,
    VersionConflict,
    WizardError,
)
from .executor.async_executor import AsyncExecutor, AsyncToolRun
from .executor.executor import Executor
from .executor.runs import ToolRun
from .feed.base import Event
from .models import State

__all__ = [
    "AlreadyAnswered",
    "AlreadyExists",
    "AsyncExecutor",
    "AsyncToolRun",
    "AsyncWizardClient",
    "Event",
    "Executor",
    "InputExpired",
    "InvalidTransition",
    "LeaseHeld",
    "LeaseLost",
    "LimitReached",
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
