"""Everything that runs inside gunicorn: the worker class, and error responses to requests that never reach Flask."""
