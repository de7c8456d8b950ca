"""The bot beside the tests' Slack: its articles about Larkhaven, its tokens, a process to kill."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from qa_bot.settings import Settings
from qa_bot.slack import service
from qa_bot.slack.service import Maintenance
from support.indexed import indexed, without_models, write
from support.slack_proxy import SlackProxy
from support.slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET

ARTICLES = (
    indexed(
        "port.md",
        "The port of Larkhaven belongs to the town. The council bought it from the shipping firm Varn.",
        "Harbour master Odile Ferrant runs the port with a staff of forty.",
        title="Larkhaven keeps its port",
        published=date(2024, 5, 12),
    ),
    indexed(
        "ferries/aurora.md",
        "The ferry Aurora will carry 400 passengers to Orrin island. It leaves at seven in the morning.",
        title="A new ferry for Orrin",
        published=date(2024, 6, 2),
    ),
)

CORRECTED = indexed(
    "port.md",
    "The port of Larkhaven belongs to the shipping firm Varn. The council sold it last autumn.",
    "Harbour master Odile Ferrant runs the port with a staff of forty.",
    title="Larkhaven sells its port",
    published=date(2024, 9, 1),
)
OWNER, OWNED = "Who owns the port of Larkhaven?", "belongs to the town"


def environment(slack: SlackProxy) -> dict[str, str]:
    """What tells the bot where this Slack is."""
    return {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }


def with_articles(settings: Settings) -> Settings:
    """Settings over an index of the articles."""
    write(settings, *ARTICLES)
    return with_rules(without_models(settings))


def with_rules(settings: Settings, **rules: object) -> Settings:
    """Settings with a `[slack]` of their own."""
    changed = type(settings.slack).model_validate(settings.slack.model_dump() | {"stop_s": 5} | rules)
    return settings.model_copy(update={"slack": changed})


@contextmanager
def running(settings: Settings, port: int | None = None) -> Iterator[Maintenance]:
    """The bot in threads of this process; the environment must name its Slack."""
    with service.listening(settings, service.check(settings, port), port) as maintenance:
        yield maintenance


@contextmanager
def process(settings: Settings, slack: SlackProxy, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`qa-bot slack`, listening; killed at the end if it still runs."""
    command = [Path(sys.executable).with_name("qa-bot"), "slack", "--index", settings.index.path, *options]
    own = {
        **os.environ,
        **environment(slack),
        "QA_BOT__MODELS__RERANKER": settings.models.reranker,
        "QA_BOT__MODELS__READER": settings.models.reader,
    }
    with subprocess.Popen(command, env=own, stderr=subprocess.PIPE, text=True) as bot:
        try:
            assert bot.stderr
            said = []
            while "Listening" not in "".join(said):
                said.append(bot.stderr.readline())
                assert said[-1], "".join(said)
            yield bot
        finally:
            bot.kill()
