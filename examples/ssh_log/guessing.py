"""Tools that find password guessing: its addresses, its targets, and the invented user names."""

from collections.abc import Iterable

from .finding import Finding, ToolResult, confidence_of, evidence, severity_of
from .records import Kind, Record
from .tally import Tally, address_of, failed_guesses, largest, most_common, tally_by, user_of

FINDINGS = 5
# A person who forgot the password makes fewer attempts.
MIN_ATTEMPTS = 10
# A person mistypes one or two names; a word list tries more.
MIN_INVENTED_NAMES = 5


def failed_logins_by_address(records: Iterable[Record]) -> ToolResult:
    tallies = tally_by(address_of, failed_guesses(records))
    attempts = sum(tally.count for tally in tallies.values())
    findings = tuple(_brute_force(*item) for item in largest(tallies, FINDINGS) if item[1].count >= MIN_ATTEMPTS)
    return ToolResult(f"{attempts} failed password attempts from {len(tallies)} addresses", findings)


def failed_logins_by_user(records: Iterable[Record]) -> ToolResult:
    """Find accounts under attack, except root, which `root_attempts` covers."""
    tallies = tally_by(user_of, failed_guesses(records))
    others = {user: tally for user, tally in tallies.items() if user != "root"}
    findings = tuple(_targeted(*item) for item in largest(others, FINDINGS) if item[1].count >= MIN_ATTEMPTS)
    worst = ", ".join(f"{user} ({tally.count})" for user, tally in largest(tallies, 3))
    return ToolResult(f"{len(tallies)} user names tried, most often {worst or 'none'}", findings)


def root_attempts(records: Iterable[Record]) -> ToolResult:
    tally = tally_by(user_of, failed_guesses(records)).get("root")
    if tally is None:
        return ToolResult("no failed attempts to log in as root")
    summary = f"{tally.count} failed attempts to log in as root from {len(tally.addresses)} addresses"
    finding = Finding(
        title=f"Attempts to log in as root: {tally.count}",
        description=f"{summary}, most from {most_common(tally.addresses, 3)}.",
        severity=severity_of(tally.count),
        confidence=confidence_of(tally.count),
        evidence=evidence(tally.figures(), tally.newest),
    )
    return ToolResult(summary, (finding,))


def invalid_user_enumeration(records: Iterable[Record]) -> ToolResult:
    """Find addresses that try user names from a word list: the names do not exist on this host."""
    invented = (record for record in records if record.kind is Kind.INVALID_USER)
    tallies = tally_by(address_of, invented)
    names = {name for tally in tallies.values() for name in tally.users}
    lists = {address: tally for address, tally in tallies.items() if len(tally.users) >= MIN_INVENTED_NAMES}
    findings = tuple(_enumeration(*item) for item in largest(lists, FINDINGS))
    return ToolResult(f"{len(names)} names that do not exist, tried from {len(tallies)} addresses", findings)


def _brute_force(address: str, tally: Tally) -> Finding:
    return Finding(
        title=f"Password guessing from {address}",
        description=f"{tally.count} failed attempts on {len(tally.users)} users: {most_common(tally.users, 5)}.",
        severity=severity_of(tally.count),
        confidence=confidence_of(tally.count),
        evidence=evidence({"address": address, **tally.figures()}, tally.newest),
    )


def _targeted(user: str, tally: Tally) -> Finding:
    return Finding(
        title=f"Account under attack: {user}",
        description=f"{tally.count} failed attempts from {len(tally.addresses)} addresses, "
        f"most from {most_common(tally.addresses, 3)}.",
        severity=severity_of(tally.count),
        confidence=confidence_of(tally.count),
        evidence=evidence({"user": user, **tally.figures()}, tally.newest),
    )


def _enumeration(address: str, tally: Tally) -> Finding:
    return Finding(
        title=f"Word list of user names from {address}",
        description=f"{len(tally.users)} names that do not exist: {', '.join(sorted(tally.users)[:12])}.",
        severity="medium" if len(tally.users) >= 2 * MIN_INVENTED_NAMES else "low",
        confidence=confidence_of(4 * len(tally.users)),
        evidence=evidence({"address": address, **tally.figures()}, tally.newest),
    )
