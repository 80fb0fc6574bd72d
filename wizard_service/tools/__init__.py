"""Commands that use the Python client; they import nothing of the service."""
