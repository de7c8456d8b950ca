"""What tests of deliveries begin with: a workspace that only listens, and a question posted in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from qa_bot.messaging.post import Post
from qa_bot.slack.sender import Sender
from support.slack_deliveries import Listener, asked
from support.slack_proxy import SlackProxy, slack_workspace
from support.slack_server import BOT_TOKEN


@pytest.fixture
def workspace() -> Iterator[SlackProxy]:
    with slack_workspace() as workspace:
        workspace.courier.line = Listener()
        yield workspace


@pytest.fixture
def sender(workspace: SlackProxy) -> Sender:
    return Sender(WebClient(BOT_TOKEN, base_url=workspace.api_url))


@pytest.fixture
def post(workspace: SlackProxy) -> Post:
    return asked(workspace)
