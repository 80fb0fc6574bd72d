"""The rules of investigations. This layer uses the store and does not depend on HTTP."""
