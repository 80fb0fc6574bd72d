"""Each step, told to the person at the terminal as well."""

import time

from wizard_service.client import Executor


class Steps:
    """With a delay, each step is stored before the next begins, and followed by a pause, to be watched."""

    def __init__(self, run: Executor, delay_s: float) -> None:
        self.run = run
        self._delay_s = delay_s

    def tell(self, text: str) -> None:
        """Raises Stopped, and WizardError when earlier steps could not be reported."""
        print(text, flush=True)
        if self._delay_s:
            self.run.flush()
            time.sleep(self._delay_s)
