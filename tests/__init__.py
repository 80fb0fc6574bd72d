"""Tests of the service; their shared helpers are in `tests.support`."""
