"""Commands of `python -m wizard_service` beside those that `cli` has itself."""
