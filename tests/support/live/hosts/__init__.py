"""Several services with one database, and the proxy in front of them."""
