"""The OpenAPI and AsyncAPI documents, generated from the blueprints and schemas that serve the requests."""
