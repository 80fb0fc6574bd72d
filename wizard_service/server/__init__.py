"""gunicorn's side: the worker class, error pages of requests that never reach Flask, the folder of the metrics."""
