"""Server-sent events and WebSockets on top of a feed session (contract sections 7 and 8)."""
