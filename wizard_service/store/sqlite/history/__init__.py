"""The list of the history in SQLite: filters, ranges of an index, and the search for a page."""
