"""What a client has said on its socket and nobody has heard yet."""

from collections.abc import Iterable
from typing import SupportsIndex

# Sixteen of the largest messages. Whoever says more without listening would fill the worker's memory meanwhile.
MAX_UNHEARD_BYTES = 1024 * 1024
# What an empty message takes.
_MESSAGE_BYTES = 64


class Inbox(list[str | bytes]):
    """Takes the place of simple-websocket's list, which its reader fills without end while the socket is being written.

    Raises ConnectionAbortedError, with which the reader gives the connection up.
    """

    def __init__(self, messages: Iterable[str | bytes] = ()) -> None:
        super().__init__(messages)
        self._unheard_bytes = sum(map(_size_bytes, self))

    def append(self, message: str | bytes) -> None:
        self._unheard_bytes += _size_bytes(message)
        if self._unheard_bytes > MAX_UNHEARD_BYTES:
            raise ConnectionAbortedError("The client says too much and does not listen.")
        super().append(message)

    def pop(self, index: SupportsIndex = -1) -> str | bytes:
        message = super().pop(index)
        self._unheard_bytes -= _size_bytes(message)
        return message


def _size_bytes(message: str | bytes) -> int:
    return len(message) + _MESSAGE_BYTES
