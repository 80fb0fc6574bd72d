"""Bytes on the wire: server-sent events (HTML standard 9.2), chunks (RFC 9112 7.1), text frames (RFC 6455 5.2)."""


def sse_frame(event_type: str, json: bytes, event_id: str | None = None) -> bytes:
    """Return one event of a stream.

    json: encoded JSON, in which line ends are always escaped, so that no text can begin a field of its own.
    """
    identified = b"id: " + event_id.encode() + b"\n" if event_id else b""
    return identified + b"event: " + event_type.encode() + b"\ndata: " + json + b"\n\n"


def http_chunk(content: bytes) -> bytes:
    """Return a chunk as it stands in a response of unknown length."""
    return b"%X\r\n%b\r\n" % (len(content), content)


def websocket_text_frame(payload: bytes) -> bytes:
    """Return one final text frame as a server sends it, without a mask."""
    length = len(payload)
    if length < 126:
        return b"\x81" + length.to_bytes(1, "big") + payload
    if length < 65536:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload
