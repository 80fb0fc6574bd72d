"""The HTTP calls of the client, one module for each group of endpoints, with the documents that they return.

Each TypedDict here has the name of a component of the OpenAPI document, and a test compares them member by member.
Times are RFC 3339 strings in UTC. A `NotRequired` member is absent where it does not apply.
"""
