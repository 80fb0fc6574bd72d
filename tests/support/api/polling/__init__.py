"""Polls, over Flask's test client."""
