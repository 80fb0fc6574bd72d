"""Analysis of an OpenSSH server's log: pure functions from lines to findings, no input or output.

stamps -> parse -> tools (break_in, guessing, reconnaissance, timing) -> risk, results; settings describes the
investigation.
"""
