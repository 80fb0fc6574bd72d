"""The rules of investigations. Knows the store, knows nothing of HTTP."""
