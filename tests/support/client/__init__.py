"""Scripted servers for tests of the Python client."""
