"""How many clients a worker, a host and many hosts serve: a small model, and its check against measurements."""
