"""The feed of events by each transport, and `follow`, which carries one cursor over all of them."""
