"""Print the metrics of all processes that count in PROMETHEUS_MULTIPROC_DIR."""

import sys

from wizard_service import metrics

sys.stdout.buffer.write(metrics.exposition(newest=9))
