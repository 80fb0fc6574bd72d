"""Processes and threads: memory that workers share, rolling reload, native threads, cooperation of greenlets."""
