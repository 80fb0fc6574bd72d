"""Bounded deletions: rows are deleted in transactions of few rows and bytes, so that other writers never wait long."""
