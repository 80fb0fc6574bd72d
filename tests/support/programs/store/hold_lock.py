"""Hold the lock file in argv[1] until the test signals to continue, or the process is killed."""

import fcntl
import os
import sys

from tests.support.store.program_output import send_fact, wait_for_signal

descriptor = os.open(sys.argv[1], os.O_RDWR)
fcntl.flock(descriptor, fcntl.LOCK_EX)
send_fact("held")
wait_for_signal()
fcntl.flock(descriptor, fcntl.LOCK_UN)
send_fact("released")
wait_for_signal()
