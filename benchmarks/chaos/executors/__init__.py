"""Executors that are killed at random moments, and the checks of the investigations that they leave."""
