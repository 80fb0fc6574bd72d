"""Where the repository is, and the programs that tests start."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "tests" / "support" / "programs"
# `PYTHONPATH` of servers and commands. Importing the packages of the extras would take a fifth of a start.
WITHOUT_EXTRAS = f"{ROOT}:{PROGRAMS / 'without_extras'}"
