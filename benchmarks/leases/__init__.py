"""The benchmark of executors that hold leases and renew them."""
