"""The Python clients of the wizard service, blocking and asynchronous; they do not import the service.

A name is imported from its module when it is used first (PEP 562), so that a program that needs one client does not
load the other, and a command that may need neither starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

# Name -> the module that defines it.
_MODULES = {
    "Page": ".api.base",
    "AsyncWizardClient": ".async_client",
    "WizardClient": ".client",
    "AlreadyAnswered": ".errors",
    "AlreadyExists": ".errors",
    "InputExpired": ".errors",
    "InvalidTransition": ".errors",
    "LeaseHeld": ".errors",
    "LeaseLost": ".errors",
    "LimitReached": ".errors",
    "NotFound": ".errors",
    "PreconditionFailed": ".errors",
    "ServiceUnavailable": ".errors",
    "Stopped": ".errors",
    "Unauthorized": ".errors",
    "ValidationFailed": ".errors",
    "VersionConflict": ".errors",
    "WizardError": ".errors",
    "AsyncExecutor": ".executor.async_executor",
    "AsyncToolRun": ".executor.async_executor",
    "Executor": ".executor.executor",
    "ToolRun": ".executor.runs",
    "Event": ".feed.base",
    "State": ".models",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted(globals() | _MODULES)
