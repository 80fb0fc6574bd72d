"""The application for any WSGI server, configured by the environment (or `.env`)."""

from wizard_service.app import create_app

app = create_app()
