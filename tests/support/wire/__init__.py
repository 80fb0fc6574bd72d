"""Clients of a running server, from single bytes to whole streams."""
