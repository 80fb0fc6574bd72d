"""HTTP words: problems, authentication, conditional requests, schemas of what is sent, the OpenAPI document."""
