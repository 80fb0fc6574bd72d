"""Executors that are killed at random moments, and what must hold for the investigations that they leave."""
