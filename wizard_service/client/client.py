"""`WizardClient`: one user's connection to one service."""

import time
from collections.abc import Callable
from typing import Self

from .api.access import AccessApi, SessionApi
from .api.audit import AuditApi
from .api.base import drop_none
from .api.feed import FeedApi
from .api.history import HistoryApi
from .api.investigations import InvestigationApi
from .api.templates import TemplateApi
from .api.usage import UsageApi
from .api.versions import VersionApi
from .executor.executor import Executor
from .http import HttpClient


class WizardClient(InvestigationApi, VersionApi, FeedApi):
    """Calls one service as one user; threads and greenlets may share it.

    The calls that concern one investigation are methods; `templates`, `history`, `audit`, `access` and `session` group
    the others.

    Calls survive a restart of the service: connection failures, timeouts, 429, 502, 503 and 504 are retried, and all
    attempts of a write carry the same Idempotency-Key. Any other refusal raises WizardError or the subclass that
    `errors` lists for it. ServiceUnavailable is raised when all attempts have failed.

    The waits between the attempts are those of the arguments, and where an argument is None those that the service
    names in `/client-config`: from `first_wait_s` to `backoff_base_s`, `backoff_multiplier` times longer with each
    retry, at most `backoff_cap_s`. More than `quiet_retries` failures in a row are logged as warnings.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        base_path: str = "/api/v1/wizard",
        timeout_s: float = 10.0,
        attempts: int = 8,
        backoff_base_s: float | None = None,
        backoff_multiplier: float | None = None,
        backoff_cap_s: float | None = None,
        first_wait_s: float | None = None,
        quiet_retries: int | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        backoff = drop_none(
            attempts=attempts,
            base_s=backoff_base_s,
            multiplier=backoff_multiplier,
            cap_s=backoff_cap_s,
            first_wait_s=first_wait_s,
            quiet_retries=quiet_retries,
            sleep=sleep,
        )
        http = HttpClient(url.rstrip("/") + base_path, token, timeout_s=timeout_s, backoff=backoff)
        super().__init__(http)
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
