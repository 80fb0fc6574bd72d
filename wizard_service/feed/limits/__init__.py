"""Limits on users and workers: requests per second, open streams, and load, which slows pollers down."""
