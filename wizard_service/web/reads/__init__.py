"""The responses to reads of a state, from the database and from the stale cache."""
