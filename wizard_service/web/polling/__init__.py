"""Polling: the decision whether there is anything new, and the responses to both outcomes (contract section 6)."""
