"""Takes the lease of an investigation and reports until it is killed: URL TOKEN ID. Prints the id of its lease."""

import itertools
import sys
import threading

from wizard_service.client import WizardClient


def main() -> None:
    url, token, investigation_id = sys.argv[1:]
    pause = threading.Event()
    with WizardClient(url, token) as client:
        lease = client.leases.take(investigation_id, "worker", ttl_s=5)
        sys.stdout.write(f"{lease['lease_id']}\n")
        sys.stdout.flush()
        for number in itertools.count():
            event = {"event_type": "log_appended", "data": {"lines": [{"message": f"line {number}"}]}}
            client.report(investigation_id, [event], lease_id=lease["lease_id"])
            # A report renews the lease, so the reports follow each other faster than it runs out.
            pause.wait(0.1)


main()
