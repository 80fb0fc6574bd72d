"""The command that `scripts/run` gives the service for its example executor."""

import shlex
import sys

from tests.support.paths import ROOT

EXAMPLES = ROOT / "examples"
EXAMPLE_COMMAND = shlex.join(
    [sys.executable, str(EXAMPLES / "ssh_log_investigation.py"), str(EXAMPLES / "sample_auth.log")]
)
