"""Hold the lock file in argv[1] until told to go on, or killed."""

import fcntl
import os
import sys

from tests.support.store.program_output import tell, wait_for_word

descriptor = os.open(sys.argv[1], os.O_RDWR)
fcntl.flock(descriptor, fcntl.LOCK_EX)
tell("held")
wait_for_word()
fcntl.flock(descriptor, fcntl.LOCK_UN)
tell("released")
wait_for_word()
