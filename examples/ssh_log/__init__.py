"""Analysis of an OpenSSH server's log: pure functions from lines to findings, no input or output.

stamps -> parse -> tools (each with its own module of ideas) -> risk, results; settings describes the investigation.
"""
