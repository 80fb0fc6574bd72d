"""Copies all rows of one database to another one, which may be of the other kind."""
