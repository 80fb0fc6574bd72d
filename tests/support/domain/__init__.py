"""Generated operations, and ways to let investigations age."""
