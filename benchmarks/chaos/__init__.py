"""Faults against a running service: what it promised must hold afterwards (docs/reliability.md)."""
