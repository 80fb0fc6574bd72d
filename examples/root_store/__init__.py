"""An investigation by several agents: which of the root certificates that Mozilla trusts deserve it."""
