"""`WizardClient`: one user's connection to one service."""

from typing import Self, Unpack

from .api.access import AccessApi, InvitationApi, SessionApi
from .api.audit import AuditApi
from .api.feed import FeedApi
from .api.history import HistoryApi
from .api.investigations import InvestigationApi
from .api.templates import TemplateApi
from .api.usage import UsageApi
from .api.versions import VersionApi
from .executor.executor import Executor
from .http import HttpClient
from .retries import WaitOptions


class WizardClient(InvestigationApi, VersionApi, FeedApi):
    """Calls one service as one user; threads and greenlets may share it.

    The calls that concern one investigation are methods; `templates`, `history`, `audit`, `access` and `session` group
    the others.

    Calls survive a restart of the service: connection failures, timeouts, 408, 429, 502, 503 and 504 are retried, and
    all attempts of a write carry the same Idempotency-Key. Any other refusal raises WizardError or the subclass that
    `errors` lists for it. ServiceUnavailable is raised when all attempts have failed.

    waits: the members of `WaitOptions`; a missing one is taken from what the service recommends in `/client-config`.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        base_path: str = "/api/v1/wizard",
        timeout_s: float = 10.0,
        **waits: Unpack[WaitOptions],
    ) -> None:
        backoff = {name.removeprefix("backoff_"): value for name, value in waits.items() if value is not None}
        http = HttpClient(url.rstrip("/") + base_path, token, timeout_s=timeout_s, backoff=backoff)
        super().__init__(http)
        self.templates = TemplateApi(http)
        self.history = HistoryApi(http)
        self.audit = AuditApi(http)
        self.access = AccessApi(http)
        self.invitations = InvitationApi(http)
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
