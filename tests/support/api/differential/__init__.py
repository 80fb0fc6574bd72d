"""Random requests to two services on different databases, whose answers are compared."""
