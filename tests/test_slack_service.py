"""The bot as operators run it: both modes, broken sockets, a full queue, the rules of channels."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState
from support.slack_bot import OWNED, OWNER, environment, running, with_rules
from support.slack_messages import statuses
from support.slack_proxy import SlackProxy, slack_workspace
from support.slack_server import ALICE, BOB, GENERAL, OPERATIONS, READERS, TEAM, free_port
from support.waiting import PATIENCE_S, eventually

from qa_bot.answering.draft import Draft, Show
from qa_bot.answering.extractive import Extractive
from qa_bot.retrieval.retriever import Evidence
from qa_bot.settings import Settings
from qa_bot.types import Question

pytest_plugins = ["support.slack_fixtures"]


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackProxy]:
    """A workspace that sends signed requests."""
    with slack_workspace(socket_mode=False) as workspace:
        for name, value in environment(workspace).items():
            monkeypatch.setenv(name, value)
        yield workspace


def test_signed_requests_are_answered_as_a_socket_is(requests: SlackProxy, articles: Settings) -> None:
    port = free_port()
    requests.requests.app_url = f"http://127.0.0.1:{port}/slack/events"
    with running(articles, port):
        ts = requests.server.mention(ALICE, GENERAL, OWNER)
        eventually(lambda: OWNED in str(requests.server.replies(GENERAL, ts)))
        before = len(requests.called("response_url"))
        requests.server.command(ALICE, GENERAL, OWNER)
        eventually(lambda: OWNED in str(requests.called("response_url")[before:]))


def test_requests_that_slack_did_not_sign_are_refused_with_the_reason(
    requests: SlackProxy, articles: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    requests.requests.app_url = f"http://127.0.0.1:{port}/slack/events"
    requests.courier.retry_after_s = ()
    with running(articles, port):
        requests.requests.age_s = 600
        requests.event({"type": "app_home_opened", "user": ALICE, "channel": GENERAL, "tab": "messages"})
        assert " s old; set this machine's clock" in caplog.text
        requests.requests.age_s, requests.requests.secret = 0, "another"
        requests.event({"type": "app_home_opened", "user": ALICE, "channel": GENERAL, "tab": "messages"})
        assert "not made with SLACK_SIGNING_SECRET" in caplog.text


def test_the_operator_reads_that_slack_holds_events_back(
    requests: SlackProxy, articles: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    requests.requests.app_url = f"http://127.0.0.1:{port}/slack/events"
    told = {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1712}
    with running(articles, port):
        requests.bring(told)
    assert "holds back events of T01LARK" in caplog.text
    assert requests.courier.attempts[-1].seconds is not None


@pytest.mark.parametrize("reason", ["", "refresh_requested"])
def test_a_socket_that_closes_is_opened_again(slack: SlackProxy, articles: Settings, reason: str) -> None:
    with running(articles):
        slack.drop_sockets(reason)
        ts = slack.server.mention(ALICE, GENERAL, OWNER)
        eventually(lambda: OWNED in str(slack.server.replies(GENERAL, ts)))
    assert len(slack.server.replies(GENERAL, ts)) == 1


def test_a_bot_stopped_as_it_takes_up_its_connection_stops(
    slack: SlackProxy, articles: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    receive, taken_up = Connection.run_until_completion, threading.Event()

    def overtaken(self: Connection, state: ConnectionState) -> None:
        taken_up.set()
        eventually(lambda: state.terminated)  # the bot has been told to stop …
        state.terminated = False  # … after the thread looked, and before it marked its own beginning
        receive(self, state)

    monkeypatch.setattr(Connection, "run_until_completion", overtaken)
    with running(articles):
        assert taken_up.wait(PATIENCE_S)
    assert "did not close" not in caplog.text


def test_commands_are_acknowledged_and_people_told_their_place_while_all_workers_are_busy(
    slack: SlackProxy, articles: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()
    extract = Extractive.answer

    def slow(self: Extractive, question: Question, evidence: Evidence, show: Show) -> Draft:
        assert may_go_on.wait(PATIENCE_S)
        return extract(self, question, evidence, show)

    monkeypatch.setattr(Extractive, "answer", slow)
    with running(with_rules(articles, workers=1)):
        asked = [slack.server.mention(user, GENERAL, OWNER) for user in READERS[:3]]
        slack.server.command(ALICE, OPERATIONS, OWNER)
        told = eventually(lambda: [status for status in statuses(slack) if "number 2" in status])
        may_go_on.set()
        eventually(lambda: all(is_whole(slack, GENERAL, ts) for ts in asked))
    assert told == ["Others asked before you; you are number 2 in line…"]
    assert all((attempt.seconds or 3) < 3 for attempt in slack.courier.attempts)  # as long as Slack waits


def test_every_post_is_a_question_where_the_operators_say_so_and_answered_from_its_folder(
    slack: SlackProxy, articles: Settings
) -> None:
    rules = with_rules(articles, every_post=[OPERATIONS], articles={OPERATIONS: "ferries"})
    with running(rules):
        port = slack.server.post(ALICE, OPERATIONS, OWNER)
        ferry = slack.server.post(ALICE, OPERATIONS, "How many passengers will the ferry Aurora carry?")
        eventually(lambda: "400 passengers" in str(slack.server.replies(OPERATIONS, ferry)))
        eventually(lambda: slack.server.replies(OPERATIONS, port))
        silent = slack.server.post(ALICE, GENERAL, OWNER)
        slack.server.command(ALICE, OPERATIONS, "sources")
        (listed,) = eventually(lambda: slack.called("response_url"))
    assert "A new ferry" in str(listed.arguments) and "Larkhaven keeps its port" not in str(listed.arguments)
    assert "Searching 1 article…" in statuses(slack)
    assert OWNED not in str(slack.server.replies(OPERATIONS, port))
    assert slack.server.replies(GENERAL, silent) == []


def test_strangers_are_refused_and_some_channels_answered_to_the_asker_alone(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(with_rules(articles, ephemeral=[GENERAL], users=[ALICE])):
        refused = slack.server.mention(BOB, OPERATIONS, OWNER)
        alone = slack.server.mention(ALICE, GENERAL, OWNER)
        eventually(lambda: len(slack.called("chat.postEphemeral")) == 2)
        slack.server.command(BOB, GENERAL, "sources")
        (listed,) = eventually(lambda: slack.called("response_url"))
    said = {call.arguments["user"]: str(call.arguments) for call in slack.called("chat.postEphemeral")}
    assert "not among the people" in said[BOB] and OWNED in said[ALICE]
    assert "not among the people" in listed.arguments["text"]
    assert slack.server.replies(OPERATIONS, refused) == []
    assert not [each for each in slack.server.replies(GENERAL, alone) if "ephemeral_to" not in each]


def is_whole(slack: SlackProxy, channel: str, ts: str) -> bool:
    return '"evidence"' in json.dumps(slack.server.replies(channel, ts))
