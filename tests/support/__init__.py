"""Helpers that tests share: servers, clients, users, databases and programs, in a folder per subject."""
