"""A group of commands that are imported only when they are used."""

import importlib
from typing import Any

import click


class LazyGroup(click.Group):
    """A group with commands that need packages which not every installation has, such as those of the client.

    lazy: the commands by name, each as `module:attribute`.
    """

    def __init__(self, *arguments: Any, lazy: dict[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self._lazy])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._lazy[cmd_name].partition(":")
        try:
            command: click.Command = getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as missing:
            return _unavailable(cmd_name, f'{missing}: pip install ".[client]"')
        return command


def _unavailable(name: str, reason: str) -> click.Command:
    """Return a command that fails with a reason, which the help of its group shows, too."""

    def fail(**_: Any) -> None:
        raise click.ClickException(reason)

    anything: dict[str, Any] = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
    return click.Command(name, callback=fail, help=reason, context_settings=anything)
