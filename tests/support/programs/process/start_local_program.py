"""Start an endless program as a worker does, which writes its process id into the file `argv[1]`, and wait."""

import signal
import sys

from wizard_service.process.local_programs import LocalPrograms

WRITE_PID = "import os, signal, sys; open(sys.argv[1], 'w').write(str(os.getpid())); signal.pause()"

LocalPrograms().start("inv_1", (sys.executable, "-c", WRITE_PID, sys.argv[1]), {})
signal.pause()
