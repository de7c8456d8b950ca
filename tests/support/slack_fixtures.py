"""What tests of the running bot begin with: an index of its articles, and a workspace that it is told of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa_bot.settings import Settings
from support.slack_bot import environment, with_articles
from support.slack_proxy import SlackProxy, slack_workspace


@pytest.fixture
def articles(settings: Settings) -> Settings:
    return with_articles(settings)


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackProxy]:
    with slack_workspace() as workspace:
        for name, value in environment(workspace).items():
            monkeypatch.setenv(name, value)
        yield workspace
