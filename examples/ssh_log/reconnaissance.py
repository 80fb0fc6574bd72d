"""Tools that find reconnaissance before an attack: port scans, and addresses whose names are not theirs."""

from collections.abc import Iterable

from .finding import Finding, ToolResult, evidence
from .records import Kind, Record
from .tally import Tally, address_of, largest, tally_by

FINDINGS = 5
# A bad network does not explain this many interrupted connections from one address.
MIN_DISCONNECTS = 20


def reverse_mapping_failures(records: Iterable[Record]) -> ToolResult:
    """Find addresses whose name does not resolve back to them: common for rented machines, also for legitimate ones."""
    tallies = tally_by(address_of, (record for record in records if record.kind is Kind.REVERSE_MAPPING))
    findings = tuple(_unproven_name(*item) for item in largest(tallies, FINDINGS))
    lines = sum(tally.lines for tally in tallies.values())
    return ToolResult(f"{lines} connections from {len(tallies)} addresses whose names do not resolve back", findings)


def disconnects_before_auth(records: Iterable[Record]) -> ToolResult:
    """Find connections that ended before a login: port scans, and programs that disconnect after each guess."""
    kinds = (Kind.DISCONNECT_BEFORE_LOGIN, Kind.NO_IDENTIFICATION)
    ended = [record for record in records if record.kind in kinds]
    scans = [record for record in ended if record.kind is Kind.NO_IDENTIFICATION]
    tallies = tally_by(address_of, (record for record in ended if record.kind is Kind.DISCONNECT_BEFORE_LOGIN))
    quitters = [item for item in largest(tallies, FINDINGS) if item[1].count >= MIN_DISCONNECTS]
    summary = f"{len(ended)} connections ended before a login, {len(scans)} of them without speaking SSH at all"
    return ToolResult(summary, (*_scans(scans), *(_quitter(*item) for item in quitters)))


def _unproven_name(address: str, tally: Tally) -> Finding:
    return Finding(
        title=f"Name of {address} does not resolve back to it",
        description=f"Connections: {tally.count}. sshd calls this a possible break-in attempt.",
        severity="low",
        confidence=0.4,
        evidence=evidence({"address": address, **tally.figures()}, tally.newest),
    )


def _scans(records: list[Record]) -> list[Finding]:
    if not records:
        return []
    tallies = tally_by(address_of, records)
    addresses = ", ".join(f"{address} ({tally.count})" for address, tally in largest(tallies, 10))
    finding = Finding(
        title=f"Port scans: {len(records)}",
        description=f"Connected without speaking SSH: {addresses}.",
        severity="low",
        confidence=0.8,
        evidence=evidence({"lines": len(records), "addresses": len(tallies)}, records),
    )
    return [finding]


def _quitter(address: str, tally: Tally) -> Finding:
    return Finding(
        title=f"{address} closed {tally.count} connections before a login",
        description="Guessing programs disconnect after each guess; a person does so once.",
        severity="low",
        confidence=0.6,
        evidence=evidence({"address": address, **tally.figures()}, tally.newest),
    )
