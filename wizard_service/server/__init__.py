"""gunicorn's side: the worker class, and error pages of requests that never reach Flask."""
