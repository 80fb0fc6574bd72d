"""The HTTP layer: authentication, conditional requests, problems, polling, streaming, schemas and OpenAPI."""
