"""Limits per user and per worker: request rates, open streams, and the load by which pollers are slowed down."""
