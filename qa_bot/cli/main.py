"""`qa-bot`: argv -> Question, Answer -> text or JSON.

A command imports what it needs when it runs: `--help` loads nothing, `ask` no more than the index and models.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NoReturn

import click

from qa_bot.cli import ask as asking
from qa_bot.cli import console, options
from qa_bot.cli import eval as evaluating
from qa_bot.cli import inspect as inspecting
from qa_bot.cli.check import check
from qa_bot.cli.index import index
from qa_bot.cli.schema import schema
from qa_bot.cli.slack import slack
from qa_bot.cli.timeline import timeline
from qa_bot.cli.why import why


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=options.example("qa-ingest articles/", 'qa-bot ask "Who owns the port of Larkhaven?"'),
)
@click.version_option(package_name="qa-bot")
@click.pass_context
def qa_bot(context: click.Context) -> None:
    """Answers questions about a folder of news articles, with a citation for every sentence.

    Exit codes: 0 answered, 1 failed, 2 usage or configuration, 3 the articles do not answer it,
    4 index missing, locked or built otherwise, 5 a model or server is unreachable.
    """
    if os.environ.get("NO_COLOR"):
        context.color = False


for command in (
    asking.ask,
    asking.chat,
    asking.search,
    check,
    inspecting.articles,
    inspecting.status,
    inspecting.doctor,
    timeline,
    why,
    schema,
    index,
    slack,
    evaluating.evaluate,
):
    qa_bot.add_command(command)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """The console script."""
    console.run(qa_bot, args)
