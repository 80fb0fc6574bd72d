"""All calls of a client."""

from ..endpoint import AnyNetwork
from ..http import HttpClient
from .access import AccessApi, InvitationApi, SessionApi
from .audit import AuditApi
from .feed import FeedApi
from .history import HistoryApi
from .investigations import InvestigationApi
from .leases import LeaseApi
from .templates import TemplateApi
from .usage import UsageApi
from .versions import VersionApi


class ClientApi(InvestigationApi[AnyNetwork], VersionApi[AnyNetwork], FeedApi[AnyNetwork]):
    """The most used calls are methods; the others are grouped.

    Calls survive a restart of the service: connection failures, timeouts, 408, 429, 502, 503 and 504 are retried, and
    all attempts of a write carry the same Idempotency-Key. Any other error response raises WizardError or the subclass
    that `errors` lists for it. ServiceUnavailable is raised when all attempts have failed.
    """

    def __init__(self, http: HttpClient[AnyNetwork]) -> None:
        super().__init__(http)
        self.templates = TemplateApi(http)
        self.history = HistoryApi(http)
        self.audit = AuditApi(http)
        self.access = AccessApi(http)
        self.invitations = InvitationApi(http)
        self.session = SessionApi(http)
        self.leases = LeaseApi(http)
        self.usage = UsageApi(http)

    def hold_lease(self, investigation_id: str, lease_id: str | None) -> None:
        """Make all further writes to the investigation under this lease; None: under none."""
        if lease_id is None:
            self._http.held_leases.pop(investigation_id, None)
        else:
            self._http.held_leases[investigation_id] = lease_id
