"""The API as its users call it, over Flask's test client."""
