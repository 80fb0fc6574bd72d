"""The identity of the served file: the record that processes share, the guard of each process, the rules of opening."""
