"""Several hosts behind one app that share a Chroma server and no folder: a click lands on any of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.slack_bot import OWNED, OWNER, running, with_articles
from support.slack_messages import button, with_button
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, GENERAL
from support.waiting import eventually

from qa_bot.receipts.store import Receipts
from qa_bot.settings import Settings

pytest_plugins = ["support.slack_fixtures"]


@pytest.fixture
def here(server_settings: Settings) -> Settings:
    return with_articles(server_settings)


@pytest.fixture
def there(here: Settings, tmp_path: Path) -> Settings:
    own = here.index.model_copy(update={"path": tmp_path / "there"})
    return here.model_copy(update={"index": own})


def test_an_answer_of_one_host_is_explained_and_judged_on_another(
    slack: SlackProxy, here: Settings, there: Settings
) -> None:
    with running(here):
        ts = slack.server.mention(ALICE, GENERAL, OWNER)
        answer = eventually(lambda: with_button(slack.server.replies(GENERAL, ts), "evidence"))
    with running(there):
        slack.server.click(ALICE, GENERAL, answer["ts"], button(answer, "evidence"))
        eventually(lambda: "The council bought it" in json.dumps(slack.server.modal()))
        helpful = button(answer, "feedback", "Helpful")
        slack.server.click(ALICE, GENERAL, answer["ts"], helpful)
        answer_id = helpful["value"].partition(":")[2]
        (said,) = eventually(lambda: Receipts.of(here).feedback(answer_id))
    assert (said.user, said.helpful) == (ALICE, True)


def test_an_answer_of_one_host_is_shared_by_another(
    slack: SlackProxy, here: Settings, there: Settings
) -> None:
    with running(here):
        slack.server.command(ALICE, GENERAL, OWNER)
        ephemeral = eventually(lambda: with_button(slack.server.messages(GENERAL), "share"))
    with running(there):
        slack.server.click(ALICE, GENERAL, ephemeral["ts"], button(ephemeral, "share"))
        shared = eventually(
            lambda: next((m for m in slack.server.messages(GENERAL) if "share" not in json.dumps(m)), None)
        )
    assert f"> {OWNER}" in json.dumps(shared) and OWNED in json.dumps(shared)
