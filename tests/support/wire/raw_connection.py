"""Connections byte by byte: what no decent client does, and WebSocket frames (RFC 6455 section 5.2) of any kind."""

import base64
import ctypes
import os
import socket
import struct
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.support.live.server import TIMEOUT_S, LiveServer

# linux/filter.h and asm-generic/socket.h; Python has neither.
_BPF_RETURN, _SO_ATTACH_FILTER = 0x06, 26
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


@dataclass(frozen=True)
class WireFrame:
    opcode: int
    payload: bytes
    is_final: bool = True

    @property
    def close_code(self) -> int | None:
        return int.from_bytes(self.payload[:2], "big") if self.opcode == CLOSE and len(self.payload) >= 2 else None


def frame_bytes(opcode: int, payload: bytes, *, is_final: bool = True, is_masked: bool = True) -> bytes:
    """Return a frame as a client sends it, or as it must not without a mask."""
    length, masked = len(payload), 0x80 if is_masked else 0
    head = bytes([opcode | (0x80 if is_final else 0)])
    if length < 126:
        head += bytes([masked | length])
    elif length < 65536:
        head += bytes([masked | 126]) + length.to_bytes(2, "big")
    else:
        head += bytes([masked | 127]) + length.to_bytes(8, "big")
    mask = os.urandom(4)
    covered = bytes(byte ^ mask[number % 4] for number, byte in enumerate(payload))
    return head + (mask + covered if is_masked else payload)


class RawConnection:
    """A TCP connection to the server; it reads only when a method reads."""

    def __init__(self, server: LiveServer, receive_buffer_bytes: int | None = None) -> None:
        self._socket = socket.socket()
        if receive_buffer_bytes:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        self._socket.settimeout(TIMEOUT_S)
        host, port = server.bind.split(":")
        self._socket.connect((host, int(port)))
        self.port: int = self._socket.getsockname()[1]
        self._host = server.bind
        self._head, self._unread = "", b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def get(self, path: str, headers: dict[str, str]) -> None:
        """Send a GET; the answer stays unread."""
        self.ask(f"GET {path} HTTP/1.1", {"Host": self._host} | headers)

    def ask(self, request_line: str, headers: dict[str, str]) -> None:
        fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.send(f"{request_line}\r\n{fields}\r\n".encode("latin-1"))

    def shake_hands(self, path: str, headers: dict[str, str]) -> int:
        """Ask for a WebSocket and return the status of the answer; what follows its head stays unread."""
        key = base64.b64encode(os.urandom(16)).decode()
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
        self.get(path, upgrade | {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key} | headers)
        return int(self.read_head().split()[1])

    def read_head(self) -> str:
        """Return the status line and header fields of an answer."""
        while b"\r\n\r\n" not in self._unread:
            self._receive()
        head, _, self._unread = self._unread.partition(b"\r\n\r\n")
        self._head = head.decode("latin-1")
        return self._head

    def read_body(self) -> bytes:
        """Return the body of the answer whose head was read, which must declare its length."""
        length = next(field for field in self._head.lower().split("\r\n") if field.startswith("content-length:"))
        return self.read(int(length.partition(":")[2]))

    def read_until(self, marker: bytes) -> None:
        """Read up to and with `marker`."""
        while marker not in self._unread:
            self._receive()
        self._unread = self._unread.partition(marker)[2]

    def read_to_end(self) -> bytes:
        """Return all bytes up to the end of the connection, also when a reset ends it."""
        try:
            while True:
                self._receive()
        except ConnectionError:
            return self._unread

    def send_frame(self, opcode: int, payload: bytes, *, is_final: bool = True, is_masked: bool = True) -> None:
        self.send(frame_bytes(opcode, payload, is_final=is_final, is_masked=is_masked))

    def read_frame(self) -> WireFrame:
        """Return the next frame of the server. Raises ConnectionError when the server goes away before its end."""
        while len(self._unread) < 2 or len(self._unread) < self._next_frame_bytes():
            self._receive()
        first, second = self._unread[:2]
        assert not second & 0x80, "a server does not mask"
        assert not first & 0x70, "no extension was agreed on"
        head_bytes = 2 + _extra_length_bytes(second)
        frame = self.read(self._next_frame_bytes())
        return WireFrame(first & 0x0F, frame[head_bytes:], bool(first & 0x80))

    def read_close(self) -> int | None:
        """Read frames up to the close frame and return its code."""
        while (frame := self.read_frame()).opcode != CLOSE:
            pass
        return frame.close_code

    def take(self, number: int) -> None:
        """Take at most `number` bytes off the wire, for the next reader. Raises ConnectionError at its end."""
        taken = self._socket.recv(number)
        if not taken:
            raise ConnectionError("the server has gone away")
        self._unread += taken

    @property
    def unread_bytes(self) -> int:
        return len(self._unread)

    def whole_frames(self) -> list[WireFrame]:
        """Return the frames that have been taken off the wire up to their ends."""
        frames = []
        while len(self._unread) >= 2 and len(self._unread) >= self._next_frame_bytes():
            frames.append(self.read_frame())
        return frames

    def shut(self) -> None:
        """Say that nothing more will come, and keep the connection."""
        self._socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Go away with a TCP reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def vanish(self) -> None:
        """Acknowledge nothing from now on and send no reset, as a host that has lost its network (SO_ATTACH_FILTER)."""
        drop = ctypes.create_string_buffer(struct.pack("HBBI", _BPF_RETURN, 0, 0, 0))
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(drop)))

    def close(self) -> None:
        self._socket.close()

    def _next_frame_bytes(self) -> int:
        """Return how long the next frame is, as far as its first bytes show."""
        length, extra = self._unread[1] & 0x7F, _extra_length_bytes(self._unread[1])
        if extra:
            length = int.from_bytes(self._unread[2 : 2 + extra], "big")
        return 2 + extra + (length if len(self._unread) >= 2 + extra else 0)

    def read(self, number: int) -> bytes:
        """Return exactly so many bytes."""
        while len(self._unread) < number:
            self._receive()
        data, self._unread = self._unread[:number], self._unread[number:]
        return data

    def _receive(self) -> None:
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionError("the server went away")
        self._unread += received


def _extra_length_bytes(second_byte: int) -> int:
    return {126: 2, 127: 8}.get(second_byte & 0x7F, 0)
