"""PostgreSQL behind the seam, for services on any number of hosts. Everything that knows its driver is in here."""
