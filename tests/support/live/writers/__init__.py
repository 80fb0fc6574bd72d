"""Clients that write through failures of the server."""
