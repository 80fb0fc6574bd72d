"""The client: every call of the contract, by part."""

import time
from collections.abc import Callable
from typing import Self

from .api.access import AccessCalls, SessionCalls
from .api.audit import AuditCalls
from .api.feed import FeedApi
from .api.history import HistoryCalls
from .api.investigations import InvestigationCalls
from .api.templates import TemplateCalls
from .api.versions import RecoveryCalls
from .executor.executor import Executor
from .http import Backoff, Transport


class WizardClient(InvestigationCalls, RecoveryCalls, FeedApi):
    """Speaks to one service as one user; may be shared by threads and greenlets.

    What concerns one investigation stands here; `templates`, `history`, `audit`, `access` and `session` hold the rest.

    Every call outlives a restart of the service: connection failures, timeouts, 429, 502, 503 and 504 are repeated,
    a write always under the Idempotency-Key of its first attempt. Any other refusal raises WizardError or the
    subclass that `errors` lists for it, and the end of all attempts raises ServiceUnavailable.
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
        transport = Transport(url.rstrip("/") + base_path, token, timeout_s=timeout_s, backoff=backoff)
        super().__init__(transport, backoff)
        self.templates = TemplateCalls(transport)
        self.history = HistoryCalls(transport)
        self.audit = AuditCalls(transport)
        self.access = AccessCalls(transport)
        self.session = SessionCalls(transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def executor(self, investigation_id: str) -> Executor:
        """Return what reports the work on an investigation as it goes on; used by `with`."""
        return Executor(self, investigation_id)
