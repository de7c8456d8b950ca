"""`slack`: the bot in a Slack workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_bot.cli import options
from qa_bot.errors import UsageError

if TYPE_CHECKING:
    from qa_bot.slack.credentials import Workspace


@click.command(epilog=options.example("qa-bot slack", "qa-bot slack --http 3000", "qa-bot slack --check"))
@click.option(
    "--http",
    "port",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help="Listen for Slack's signed requests at /slack/events, instead of Socket Mode; GET /healthz says ok.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="With --http, where to listen: 0.0.0.0 where the proxy is on another machine.",
)
@click.option("--check", "check_only", is_flag=True, help="Only check the tokens and their scopes.")
@options.index
@options.answerer
def slack(port: int | None, host: str, check_only: bool, index: Path | None, answerer: str | None) -> None:
    """Answer in Slack until stopped.

    Needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or with --http SLACK_SIGNING_SECRET in place of the latter.
    SLACK_API_URL names another server than Slack's own.
    """
    settings = options.load_settings(index, answerer)
    try:
        from qa_bot.slack import service
    except ImportError as error:
        if error.name not in ("slack_bolt", "slack_sdk", "waitress"):
            raise
        raise UsageError("qa-bot slack needs: pip install 'qa-bot[slack]'.") from None
    if check_only:
        _say("All is well", service.check(settings, port))
    else:
        service.run(settings, port, lambda workspace: _say("Listening", workspace), host)


def _say(what: str, workspace: Workspace) -> None:
    click.echo(f"{what}: @{workspace.bot_name} in {workspace.team}.", err=True)
