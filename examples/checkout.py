"""Makes `wizard_service` importable from a checkout that is not installed; import this module first."""

import sys
from importlib.util import find_spec
from pathlib import Path

# Python searches the folder of the script, not the one it was started in.
if find_spec("wizard_service") is None:
    sys.path.append(str(Path(__file__).resolve().parent.parent))
