"""Repositories by noun: all SQL of the service, in one query language."""
