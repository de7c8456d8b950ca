"""`schema`: the shape of what `--json` and `--batch` print."""

from __future__ import annotations

import json

import click

from qa_bot.cli import options
from qa_bot.rendering import OBJECTS, json_schema


@click.command(epilog=options.example("qa-bot schema", "qa-bot schema check > check.schema.json"))
@click.argument("name", metavar=f"[{'|'.join(OBJECTS)}]", type=click.Choice(list(OBJECTS)), default="answer")
def schema(name: str) -> None:
    """Print the JSON Schema of an answer, or of another object.

    Fields are added, never renamed or removed.
    """
    click.echo(json.dumps(json_schema(name), ensure_ascii=False, indent=2))
