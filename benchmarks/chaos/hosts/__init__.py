"""Faults against two hosts with one PostgreSQL server behind nginx."""
