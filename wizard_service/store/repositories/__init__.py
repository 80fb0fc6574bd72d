"""All SQL of the service, in one query language: a module for each kind of row."""
