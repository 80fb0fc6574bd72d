"""Reads the event feed by any transport. `follow` switches between transports and keeps one cursor."""
