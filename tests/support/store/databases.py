"""The functions that fixtures return to make databases and open stores."""

from collections.abc import Callable
from pathlib import Path

from wizard_service.store import Backend

# Folder -> an empty database in it.
NewDatabase = Callable[[Path], Path]
# () -> the address of an empty database.
NewDatabaseUrl = Callable[[], str]
OpenNewStore = Callable[[], Backend]
