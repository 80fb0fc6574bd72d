"""What tests share: servers, clients, users, databases and programs, by what they are about."""
