"""Real servers with several workers, their users and watchers."""
