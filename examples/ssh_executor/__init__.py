"""The part of the example that talks to the service: it runs the pure tools of `ssh_log` and reports as they go.

steps -> execution -> investigation
"""
