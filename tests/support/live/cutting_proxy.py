"""A TCP proxy that cuts each connection after a random number of bytes, sometimes in the middle of a character."""

import random
import socket

from tests.support.wire.relay import Relay


class CuttingProxy(Relay):
    """Cuts what the server sends; `cuts` counts the connections that were cut."""

    def __init__(self, bind: str, seed: int, at_least_bytes: int, at_most_bytes: int) -> None:
        self._random = random.Random(seed)
        self._range = (at_least_bytes, at_most_bytes)
        self.cuts = 0
        super().__init__(bind)

    def serve(self, client: socket.socket) -> None:
        allowed_bytes = self._random.randint(*self._range)
        for answer in self.answers(client, b""):
            client.sendall(answer[:allowed_bytes])
            allowed_bytes -= len(answer)
            if allowed_bytes <= 0:
                self.cuts += 1
                return
