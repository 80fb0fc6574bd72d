"""Executors, as they call the API."""
