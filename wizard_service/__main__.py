"""`python -m wizard_service`."""

from .cli import main

main(prog_name="python -m wizard_service")
