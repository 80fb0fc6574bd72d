"""Runs the commands of `python -m wizard_service`."""

from .cli.main import main

main(prog_name="python -m wizard_service")
