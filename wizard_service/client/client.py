"""`WizardClient`: one user's connection to one service."""

import time
from collections.abc import Callable
from typing import Self

from .api.access import AccessApi, SessionApi
from .api.audit import AuditApi
from .api.feed import FeedApi
from .api.history import HistoryApi
from .api.investigations import InvestigationApi
from .api.templates import TemplateApi
from .api.usage import UsageApi
from .api.versions import VersionApi
from .executor.executor import Executor
from .http import Backoff, HttpClient


class WizardClient(InvestigationApi, VersionApi, FeedApi):
    """Calls one service as one user; threads and greenlets may share it.

    The calls that concern one investigation are methods; `templates`, `history`, `audit`, `access` and `session` group
    the others.

    Calls survive a restart of the service: connection failures, timeouts, 429, 502, 503 and 504 are retried, and all
    attempts of a write carry the same Idempotency-Key. Any other refusal raises WizardError or the subclass that
    `errors` lists for it. ServiceUnavailable is raised when all attempts have failed.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        base_path: str = "/api/v1/wizard",
        timeout_s: float = 10.0,
        attempts: int = 8,
        backoff_base_s: float = 2.0,
        backoff_cap_s: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        backoff = Backoff(attempts, backoff_base_s, backoff_cap_s, sleep)
        http = HttpClient(url.rstrip("/") + base_path, token, timeout_s=timeout_s, backoff=backoff)
        super().__init__(http, backoff)
        self.templates = TemplateApi(http)
        self.history = HistoryApi(http)
        self.audit = AuditApi(http)
        self.access = AccessApi(http)
        self.session = SessionApi(http)
        self.usage = UsageApi(http)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def executor(self, investigation_id: str) -> Executor:
        """Return a context manager that reports the work on an investigation while it is done."""
        return Executor(self, investigation_id)
