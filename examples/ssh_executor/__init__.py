"""The executor of the example: it runs the pure tools of `ssh_log` and reports to the service while they run.

Modules, in the order in which they build on each other: execution, investigation.
"""
