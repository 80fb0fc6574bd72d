"""Holds the lease of an investigation in a process whose threads are greenlets, until the work is cancelled.

Arguments: URL, token, id of an investigation. Prints why it has stopped.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
import threading  # noqa: E402

from wizard_service.client import Stopped, WizardClient  # noqa: E402

PAUSE_S = 0.05


def main() -> None:
    url, token, investigation_id = sys.argv[1:]
    pause = threading.Event()
    try:
        with WizardClient(url, token) as client, client.executor(investigation_id, ttl_s=5) as run:
            while True:
                run.check()
                pause.wait(PAUSE_S)
    except Stopped as stopped:
        sys.stdout.write(f"{stopped}\n")


main()
