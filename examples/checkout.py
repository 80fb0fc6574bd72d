"""Makes `wizard_service` importable when this checkout was not installed; to be imported before it."""

import sys
from importlib.util import find_spec
from pathlib import Path

# A script sees its own folder, not the one it was started in.
if find_spec("wizard_service") is None:
    sys.path.append(str(Path(__file__).resolve().parent.parent))
