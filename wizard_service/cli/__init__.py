"""The commands of `python -m wizard_service`, a module per group of commands."""
