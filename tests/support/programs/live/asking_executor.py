"""An executor that asks one question and stores the answer as its result.

Arguments: URL, token, id of an investigation. Prints `asked` before it waits for the answer.
"""

import sys

from wizard_service.client import WizardClient

url, token, investigation_id = sys.argv[1:]

with WizardClient(url, token) as client, client.executor(investigation_id) as run:
    run.finding("Guessing", "528 attempts", severity="high", confidence=0.9)
    run.flush()
    sys.stdout.write("asked\n")
    sys.stdout.flush()
    answer = run.ask("Block the address?", options=["block", "watch"])
    run.log(f"The answer is {answer}.")
    risk = {"overall_score": 50, "category_scores": {}, "risk_level": "medium"}
    run.complete({"risk_score": risk, "completed_at": "2026-01-02T00:00:00Z"})
