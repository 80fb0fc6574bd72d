"""The application for any WSGI server; the environment (or `.env`) configures it."""

from wizard_service.app import create_app

app = create_app()
