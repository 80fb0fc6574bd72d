"""Salvages the readable rows of a damaged database file, and finds the lost events."""
