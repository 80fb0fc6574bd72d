"""The event feed: one log, one tail per process, one way to follow it for every transport."""
