"""The requests, documents and clocks of `costly_requests.py`."""
