"""Subscriptions for tests of the feed."""
