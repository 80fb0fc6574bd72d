"""Hold the lock file in argv[1] until told to go on, or killed."""

import fcntl
import os
import sys

descriptor = os.open(sys.argv[1], os.O_RDWR)
fcntl.flock(descriptor, fcntl.LOCK_EX)
print('"held"', flush=True)
sys.stdin.readline()
fcntl.flock(descriptor, fcntl.LOCK_UN)
print('"released"', flush=True)
sys.stdin.readline()
