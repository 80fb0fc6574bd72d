"""Rows, changes and databases for tests of the store."""
