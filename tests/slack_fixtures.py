"""What tests of the running bot begin with: an index of its articles, and a workspace that it is told of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import write
from slack_bot import ARTICLES, environment, with_rules
from slack_proxy import SlackProxy, slack_workspace

from qa_bot.settings import Settings


@pytest.fixture
def articles(settings: Settings) -> Settings:
    """Settings over an index of the articles; without a reranker, to start at once."""
    write(settings, *ARTICLES)
    models = settings.models.model_copy(update={"reranker": "none"})
    return with_rules(settings.model_copy(update={"models": models}))


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackProxy]:
    with slack_workspace() as workspace:
        for name, value in environment(workspace).items():
            monkeypatch.setenv(name, value)
        yield workspace
