"""Tools about what comes before guessing: scans, and hosts whose names do not hold."""

from collections.abc import Iterable

from .finding import Finding, ToolResult, evidence
from .records import Kind, Record
from .tally import Tally, address_of, largest, tally_by

FINDINGS = 5
# So many broken-off connections of one address are no bad network.
MIN_DISCONNECTS = 20


def reverse_mapping_failures(records: Iterable[Record]) -> ToolResult:
    """Find addresses whose name does not point back to them: common with hired machines, also with honest ones."""
    tallies = tally_by(address_of, (record for record in records if record.kind is Kind.REVERSE_MAPPING))
    findings = tuple(_unproven_name(*item) for item in largest(tallies, FINDINGS))
    lines = sum(tally.lines for tally in tallies.values())
    return ToolResult(f"{lines} connections from {len(tallies)} addresses whose names do not point back", findings)


def disconnects_before_auth(records: Iterable[Record]) -> ToolResult:
    """Find connections that ended before a login: port scans, and guessers that leave after each try."""
    kinds = (Kind.DISCONNECT_BEFORE_LOGIN, Kind.NO_IDENTIFICATION)
    seen = [record for record in records if record.kind in kinds]
    scans = [record for record in seen if record.kind is Kind.NO_IDENTIFICATION]
    tallies = tally_by(address_of, (record for record in seen if record.kind is Kind.DISCONNECT_BEFORE_LOGIN))
    leavers = [item for item in largest(tallies, FINDINGS) if item[1].count >= MIN_DISCONNECTS]
    summary = f"{len(seen)} connections ended before a login, {len(scans)} of them without speaking SSH at all"
    return ToolResult(summary, (*_scans(scans), *(_leaver(*item) for item in leavers)))


def _unproven_name(address: str, tally: Tally) -> Finding:
    return Finding(
        title=f"Name of {address} does not point back to it",
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


def _leaver(address: str, tally: Tally) -> Finding:
    return Finding(
        title=f"{address} broke off {tally.count} connections before a login",
        description="Guessing programs leave after each try; a person does so once.",
        severity="low",
        confidence=0.6,
        evidence=evidence({"address": address, **tally.figures()}, tally.newest),
    )
