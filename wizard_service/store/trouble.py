"""Whether changes can be stored, known to all processes of a host (contract section 3, "Storage trouble")."""

from pathlib import Path

from .beside import SharedNumber


class Trouble:
    """`<database>.trouble` is 1 from when a process could not write until one could.

    A disk that takes nothing may not take that either, so each process knows of its own trouble by itself.
    """

    def __init__(self, database: Path) -> None:
        self._everybodys = SharedNumber(database, ".trouble")
        self._own = False

    @property
    def is_on(self) -> bool:
        return self._own or self._everybodys.read() != 0

    def begin(self) -> None:
        self._own = True
        self._everybodys.write(1)

    def end(self) -> None:
        if self.is_on:
            self._own = False
            self._everybodys.write(0)

    def close(self) -> None:
        self._everybodys.close()
