"""Processes and threads: memory shared by workers, rolling reload, native threads, cooperation of greenlets."""
