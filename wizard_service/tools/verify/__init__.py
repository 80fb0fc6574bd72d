"""The command `verify feed`: checks that watchers receive the same feed by every transport."""
