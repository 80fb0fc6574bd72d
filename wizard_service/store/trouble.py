"""Whether changes can be stored, known to all processes of a host (contract section 3, "Storage trouble")."""

import mmap
import os
from pathlib import Path

from .beside import open_beside

_SOUND, _TROUBLED = 0, 1


class Trouble:
    """One byte in `<database>.trouble` that every process maps: set by who cannot write, taken back by who can."""

    def __init__(self, database: Path) -> None:
        descriptor = open_beside(database, ".trouble")
        try:
            os.ftruncate(descriptor, 1)
            self._memory = mmap.mmap(descriptor, 1)
        finally:
            os.close(descriptor)

    @property
    def is_on(self) -> bool:
        return self._memory[0] == _TROUBLED

    def begin(self) -> None:
        self._memory[0] = _TROUBLED

    def end(self) -> None:
        if self.is_on:
            self._memory[0] = _SOUND

    def close(self) -> None:
        self._memory.close()
