"""Endpoints about executors (contract section 11)."""
