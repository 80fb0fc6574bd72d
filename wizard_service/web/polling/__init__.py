"""Polling: the decision whether anything is new, and the responses in both cases (contract section 6)."""
