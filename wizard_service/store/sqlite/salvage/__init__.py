"""Salvage of a damaged database file: what can be read of it, and what is lost."""
