"""Patterns for the messages of sshd that an investigation uses.

A client chooses the user name, which may look like a message: "invalid user x from 10.0.0.1 port 1". Therefore a
pattern covers the whole message and takes the last " from ADDRESS" as the address.
"""

import re

from .records import Kind

ADDRESS = r"(?P<address>\S{1,255})"
PORT = r"port (?P<port>\d{1,5})"
CLOSED = r"(?:Received disconnect from|Disconnected from|Connection (?:closed|reset) by)"
END = r"(?: ssh\d.*)?"

PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            Kind.FAILED_LOGIN,
            rf"Failed (?P<method>\S+) for (?P<invalid>invalid user )?(?P<user>.*) from {ADDRESS} {PORT}{END}",
        ),
        (Kind.ACCEPTED_LOGIN, rf"Accepted (?P<method>\S+) for (?P<user>.*) from {ADDRESS} {PORT}{END}"),
        (Kind.INVALID_USER, rf"(?P<invalid>Invalid|Illegal) user (?P<user>.*) from {ADDRESS}(?: {PORT})?"),
        (Kind.REVERSE_MAPPING, r"reverse mapping checking getaddrinfo for \S+ \[(?P<address>[^\]]+)\] failed.*"),
        (Kind.REVERSE_MAPPING, rf"Address {ADDRESS} maps to \S+, but this does not map back.*"),
        (Kind.NO_IDENTIFICATION, rf"Did not receive identification string from {ADDRESS}(?: {PORT})?"),
        (Kind.NO_IDENTIFICATION, rf"Bad protocol version identification .* from {ADDRESS} {PORT}"),
        (Kind.NO_IDENTIFICATION, rf"banner exchange: Connection from {ADDRESS} {PORT}: .*"),
        (
            Kind.DISCONNECT_BEFORE_LOGIN,
            rf"{CLOSED} (?:authenticating|(?P<invalid>invalid)) user (?P<user>.*) {ADDRESS} {PORT}(?::.*)? \[preauth\]",
        ),
        (Kind.DISCONNECT_BEFORE_LOGIN, rf"{CLOSED} {ADDRESS}(?: {PORT})?(?::.*)? \[preauth\]"),
    )
)


def read_message(message: str) -> tuple[Kind, dict[str, str | None]]:
    """Return the kind of a message and its parts: method, invalid, user, address and port, where it has them."""
    text = message.removeprefix("error: ")
    for kind, pattern in PATTERNS:
        if match := pattern.fullmatch(text):
            return kind, match.groupdict()
    return Kind.OTHER, {}
