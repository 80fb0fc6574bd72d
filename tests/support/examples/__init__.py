"""Logs and runs for tests of the examples."""
