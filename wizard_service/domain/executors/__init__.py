"""The executors of investigations: their leases, the fencing of their writes, and lost executors (section 11)."""
