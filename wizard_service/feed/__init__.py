"""The event feed: tailer, hub, subscriptions and sessions, polls, presence, and limits on all of them."""
