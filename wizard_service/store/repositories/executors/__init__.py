"""Rows about the executors of investigations."""
