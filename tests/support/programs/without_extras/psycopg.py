"""The extra `postgresql` as it is where it is not installed."""

raise ModuleNotFoundError("The servers of tests run on SQLite and without the extras.", name=__name__)
