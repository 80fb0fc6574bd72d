"""The tool that finds likely break-ins: password logins after failed ones."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .finding import EVIDENCE_ITEMS, Finding, ToolResult, confidence_of, evidence
from .records import Record
from .tally import address_of, user_of

FINDINGS = 5
# A person who mistypes the password makes fewer attempts.
MIN_FAILURES_OF_ADDRESS = 5
# A person makes fewer attempts.
CERTAIN_FAILURES_OF_ADDRESS = 20
# After this many guesses from any address, a botnet may have guessed the password.
MIN_FAILURES_OF_USER = 20


@dataclass
class Logins:
    """Password logins in the order of the log, grouped by the failures before them."""

    failures_by_address: Counter[str] = field(default_factory=Counter)
    failures_by_user: Counter[str] = field(default_factory=Counter)
    after_own_failures: list[Finding] = field(default_factory=list)
    under_attack: list[Finding] = field(default_factory=list)
    ordinary: list[Record] = field(default_factory=list)

    def add(self, record: Record) -> None:
        self.failures_by_address[address_of(record)] += record.failed_attempts
        self.failures_by_user[user_of(record)] += record.failed_attempts
        if record.is_password_success:
            self._add_success(record)

    def _add_success(self, record: Record) -> None:
        of_address = self.failures_by_address[address_of(record)]
        of_user = self.failures_by_user[user_of(record)]
        if of_address >= MIN_FAILURES_OF_ADDRESS:
            self.after_own_failures.append(_guessed(record, of_address))
        elif of_user >= MIN_FAILURES_OF_USER:
            self.under_attack.append(_doubtful(record, of_user))
        else:
            self.ordinary.append(record)


def success_after_failures(records: Iterable[Record]) -> ToolResult:
    logins = Logins()
    for record in records:
        logins.add(record)
    suspicious = len(logins.after_own_failures) + len(logins.under_attack)
    summary = f"{suspicious + len(logins.ordinary)} password logins succeeded, {suspicious} of them after many failures"
    findings = (*logins.after_own_failures[-FINDINGS:], *logins.under_attack[-FINDINGS:], *_ordinary(logins.ordinary))
    return ToolResult(summary, findings)


def _guessed(record: Record, failures: int) -> Finding:
    return Finding(
        title=f"{user_of(record)} logged in from {address_of(record)} after {failures} failures",
        description="An address that had been guessing passwords logged in: unless the owner can explain it, treat the "
        "account and the host as compromised.",
        severity="critical" if failures >= CERTAIN_FAILURES_OF_ADDRESS else "high",
        confidence=confidence_of(failures),
        evidence=evidence({"failures_before": failures, **_login_of(record)}, [record]),
    )


def _doubtful(record: Record, failures: int) -> Finding:
    return Finding(
        title=f"{user_of(record)} logged in while the account was under attack",
        description=f"{failures} guesses had failed, none or few of them from {address_of(record)}: ask the owner.",
        severity="medium",
        confidence=0.4,
        evidence=evidence({"failures_before": failures, **_login_of(record)}, [record]),
    )


def _ordinary(records: list[Record]) -> list[Finding]:
    """Summarise the other logins: a password login deserves a check on a host where passwords are being guessed."""
    if not records:
        return []
    users = ", ".join(sorted({user_of(record) for record in records})[:10])
    finding = Finding(
        title=f"Password logins without failures before: {len(records)}",
        description=f"Check that these were expected: {users}.",
        severity="low",
        confidence=0.2,
        evidence=evidence({"lines": len(records)}, records[-EVIDENCE_ITEMS:]),
    )
    return [finding]


def _login_of(record: Record) -> dict[str, str]:
    return {"user": user_of(record), "address": address_of(record)}
