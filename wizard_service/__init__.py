"""State, history and one live event feed for long-running investigations.

Nothing is imported here: gunicorn's master reads `wizard_service.gunicorn_conf`, and Peewee must not be
imported before gevent has patched the worker. Use `wizard_service.app` for `create_app` and `WizardService`.
"""

__version__ = "0.1.0"
