"""gunicorn's logger with the service's form of a line, for the records of all loggers of a process.

gunicorn's master imports this module, so it must not import Flask.
"""

import logging
from typing import Any

from gunicorn.glogging import Logger

from ..process.access_log import LOGGER
from ..process.log_format import JsonFormatter, TextFormatter


class TextLogger(Logger):
    """Writes lines of text to the standard error stream."""

    formatter: logging.Formatter = TextFormatter()

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        handler = self._get_gunicorn_handler(self.error_log)
        handler.setFormatter(self.formatter)
        # The loggers of the service and its libraries have no handlers of their own.
        root = logging.getLogger()
        root.handlers = [other for other in root.handlers if not getattr(other, "_gunicorn", False)] + [handler]
        logging.getLogger(LOGGER).setLevel(logging.INFO)


class JsonLogger(TextLogger):
    """Writes lines of JSON."""

    formatter = JsonFormatter()


LOGGERS = {"text": TextLogger, "json": JsonLogger}
