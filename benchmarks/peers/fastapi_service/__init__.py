"""The peer: the service of the original plan with FastAPI, Pydantic, SQLAlchemy and sse-starlette.

It is written as the documentation of these libraries shows it, and does for a request what wizard_service does: it
checks the token, keeps state, audit entry and event in one durable transaction, and sends the event to its listeners.
It runs in a virtual environment of its own and knows nothing of wizard_service.
"""
