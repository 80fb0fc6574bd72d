"""Makes one script and one style sheet of each page when a wheel is built; a checkout serves its modules."""
