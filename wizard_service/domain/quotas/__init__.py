"""Quotas: what one user may store and report, decided by the transaction that stores it."""
