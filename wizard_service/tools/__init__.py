"""Commands that use the Python client; they do not import the service."""
