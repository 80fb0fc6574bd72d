"""Which file the service holds: the record that processes share, the guard of each process, the rules of opening."""
