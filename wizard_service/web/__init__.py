"""The words of HTTP: authentication, conditional requests, problems, polling, streaming, schemas and OpenAPI."""
