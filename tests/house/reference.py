"""The command reference, made from the commands themselves.

uv run python -m tests.house.reference > docs/commands.md
"""

from __future__ import annotations

import click

from lesart.cli import main

HEAD = "# Commands\n\nMade by `uv run python -m tests.house.reference`; a test keeps it true.\n"


def render_reference() -> str:
    parts = [HEAD]
    listing = click.Context(main)
    for name in main.list_commands(listing):
        command = main.get_command(listing, name)
        assert command is not None
        parts.append(_describe(command, f"lesart {name}"))
        if isinstance(command, click.Group):
            parts.extend(_describe(inner, f"lesart {name} {word}") for word, inner in sorted(command.commands.items()))
    return "\n".join(parts)


def _describe(command: click.Command, name: str) -> str:
    with click.Context(command, info_name=name, **main.context_settings) as context:
        context.max_content_width = 100
        context.terminal_width = 100
        return f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    print(render_reference(), end="")
