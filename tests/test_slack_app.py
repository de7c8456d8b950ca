"""The bot in a workspace: asked in every way, over a real server, with what people see."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.indexed import write
from support.slack_bot import ARTICLES, OWNED, OWNER, environment, running, with_rules
from support.slack_messages import button, has_button, statuses
from support.slack_proxy import SlackProxy, slack_workspace
from support.slack_server import ALICE, BOB, BOT, GENERAL, OPERATIONS, Message
from support.waiting import PATIENCE_S, eventually

from qa_bot.answering.draft import Draft, Show
from qa_bot.answering.extractive import Extractive
from qa_bot.receipts.store import Receipts
from qa_bot.retrieval.retriever import Evidence
from qa_bot.settings import Settings
from qa_bot.types import Question

FERRY, CARRIED = "How many passengers will the ferry Aurora carry?", "400 passengers"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("bot")
    found = Settings.load(index={"path": folder / "index"})
    write(found, *ARTICLES)
    return with_rules(found, uploads={OPERATIONS: folder / "uploads"})


@pytest.fixture(scope="module")
def slack(settings: Settings) -> Iterator[SlackProxy]:
    """A workspace with the bot in it."""
    with slack_workspace() as workspace, pytest.MonkeyPatch.context() as patch:
        for name, value in environment(workspace).items():
            patch.setenv(name, value)
        with running(settings):
            yield workspace


def answered(slack: SlackProxy, channel: str, thread_ts: str, *, having: str, count: int = 1) -> Message:
    """The bot's last message in the thread once it has so many and is whole."""

    def find() -> Message | None:
        replies = slack.server.replies(channel, thread_ts)
        whole = len(replies) == count and has_button(replies[-1], "evidence")
        return replies[-1] if whole else None

    message = eventually(find)
    assert having in json.dumps(message, ensure_ascii=False).replace("**", "")  # the answering words are bold
    return message


def test_a_mention_is_answered_in_its_thread(slack: SlackProxy) -> None:
    ts = slack.server.mention(ALICE, GENERAL, OWNER)
    answered(slack, GENERAL, ts, having=OWNED)
    assert statuses(slack)[-1] == "Searching 2 articles…"


def test_a_direct_message_is_answered_in_its_thread(slack: SlackProxy) -> None:
    channel = slack.server.direct(ALICE)
    ts = slack.server.post(ALICE, BOT, OWNER)
    answered(slack, channel, ts, having=OWNED)


def test_a_follow_up_in_the_thread_needs_no_mention_and_is_understood(slack: SlackProxy) -> None:
    ts = slack.server.mention(ALICE, GENERAL, OWNER)
    answered(slack, GENERAL, ts, having=OWNED)
    slack.server.post(BOB, GENERAL, "Who bought it?", thread_ts=ts)
    answered(slack, GENERAL, ts, having="from the shipping firm Varn", count=2)


def test_a_bare_mention_is_told_what_the_bot_can_do(slack: SlackProxy) -> None:
    ts = slack.server.mention(ALICE, GENERAL, "")
    (message,) = eventually(lambda: slack.server.replies(GENERAL, ts))
    assert "I answer questions about the 2 articles" in json.dumps(message)


def test_what_people_say_to_each_other_is_left_alone(slack: SlackProxy) -> None:
    ts = slack.server.post(ALICE, GENERAL, "Who comes to lunch?")
    slack.server.post(BOB, GENERAL, "Who owns the port of Larkhaven?", thread_ts=ts)
    after = slack.server.mention(ALICE, GENERAL, OWNER)
    answered(slack, GENERAL, after, having=OWNED)
    assert slack.server.replies(GENERAL, ts) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{OWNER} {FERRY}", "evidence"),
        ("谁拥有 Larkhaven 的港口？", "evidence"),
        ("Who owns the port? " * 2000, "ask it in at most"),
        (":wave:", "I answer questions about the 2 articles"),
    ],
    ids=["two questions", "another script", "38,000 characters", "an emoji"],
)
def test_whatever_is_posted_gets_one_reply(slack: SlackProxy, text: str, says: str) -> None:
    ts = slack.server.mention(ALICE, GENERAL, text)
    eventually(lambda: says in json.dumps(slack.server.replies(GENERAL, ts)))
    assert len(slack.server.replies(GENERAL, ts)) == 1


def test_an_edited_question_is_not_answered_anew(slack: SlackProxy) -> None:
    ts = slack.server.mention(ALICE, GENERAL, OWNER)
    answered(slack, GENERAL, ts, having=OWNED)
    slack.server.edit(ALICE, GENERAL, ts, f"<@{BOT}> {FERRY}")
    after = slack.server.mention(ALICE, GENERAL, OWNER)
    answered(slack, GENERAL, after, having=OWNED)
    assert len(slack.server.replies(GENERAL, ts)) == 1


def test_a_file_sent_to_the_bot_is_politely_refused(slack: SlackProxy) -> None:
    channel, file = (
        slack.server.direct(BOB),
        {"id": "F1", "name": "a.txt", "url_private": "https://a.example"},
    )
    post = {"type": "message", "subtype": "file_share", "channel_type": "im", "text": "", "ts": "1712.000100"}
    slack.event({**post, "user": BOB, "channel": channel, "files": [file]})
    (said,) = eventually(lambda: slack.called("chat.postEphemeral"))
    assert "ask me in words" in said.arguments["text"]


def test_each_post_is_answered_once_however_often_it_is_brought(slack: SlackProxy) -> None:
    slack.courier.copies = 3
    ts = slack.server.mention(ALICE, GENERAL, FERRY)
    slack.courier.copies = 1
    answered(slack, GENERAL, ts, having=CARRIED)
    body = next(
        attempt.payload
        for attempt in reversed(slack.courier.attempts)
        if attempt.payload.get("event", {}).get("type") == "app_mention"
    )
    slack.event(body["event"], id=body["event_id"])
    slack.event(body["event"], id="EvANOTHER")
    after = slack.server.mention(ALICE, GENERAL, OWNER)
    answered(slack, GENERAL, after, having=OWNED)
    assert len(slack.server.replies(GENERAL, ts)) == 1


def test_evidence_opens_as_a_modal_with_the_quote_in_its_paragraph(slack: SlackProxy) -> None:
    ts = slack.server.mention(ALICE, GENERAL, OWNER)
    message = answered(slack, GENERAL, ts, having=OWNED)
    slack.server.click(ALICE, GENERAL, message["ts"], button(message, "evidence"))
    eventually(lambda: "The council bought it" in json.dumps(slack.server.modal()))


def test_feedback_is_kept_with_the_receipt_and_a_modal_asks_why(
    slack: SlackProxy, settings: Settings
) -> None:
    ts = slack.server.mention(ALICE, GENERAL, OWNER)
    message = answered(slack, GENERAL, ts, having=OWNED)
    click = button(message, "feedback", "Not helpful")
    answer_id = click["value"].partition(":")[2]
    slack.server.click(ALICE, GENERAL, message["ts"], click)
    receipts = Receipts.of(settings)
    eventually(lambda: receipts.feedback(answer_id))
    eventually(slack.server.modal)
    slack.server.submit(ALICE, {"comment": {"comment": {"type": "plain_text_input", "value": "Since when?"}}})
    (feedback,) = eventually(lambda: [each for each in receipts.feedback(answer_id) if each.why])
    assert (feedback.user, feedback.helpful) == (ALICE, False)
    assert "Since when?" in feedback.why


def test_ask_is_answered_to_the_asker_alone_until_it_is_shared(slack: SlackProxy) -> None:
    slack.server.command(ALICE, GENERAL, OWNER)
    message = eventually(lambda: ephemeral(slack, GENERAL))
    assert OWNED in json.dumps(message)
    slack.server.click(ALICE, GENERAL, message["ts"], button(message, "share"))
    shared = eventually(lambda: [m for m in slack.server.messages(GENERAL) if is_shared(m)])
    assert f"> {OWNER}" in json.dumps(shared)


def ephemeral(slack: SlackProxy, channel: str) -> Message | None:
    found = [m for m in slack.server.messages(channel) if has_button(m, "share")]
    return found[-1] if found else None


def is_shared(message: Message) -> bool:
    return "thread_ts" not in message and has_button(message, "evidence") and not has_button(message, "share")


def test_ask_as_of_a_day_reads_nothing_later(slack: SlackProxy) -> None:
    before = len(slack.called("response_url"))
    slack.server.command(BOB, GENERAL, f"as of 2024-05-20 {FERRY}")
    said = eventually(
        lambda: [c for c in slack.called("response_url")[before:] if "as of" in str(c.arguments)]
    )
    assert "as of 2024-05-20" in str(said) and CARRIED not in str(said)


@pytest.mark.parametrize(
    ("text", "says"),
    [("help", "/ask sources"), ("", "/ask help"), ("?", "/ask help"), ("sources", "A new ferry")],
)
def test_ask_explains_itself_and_lists_the_articles(slack: SlackProxy, text: str, says: str) -> None:
    before = len(slack.called("response_url"))
    slack.server.command(BOB, GENERAL, text)
    (said,) = eventually(lambda: slack.called("response_url")[before:])
    assert says in json.dumps(said.arguments)


def test_the_home_tab_tells_what_is_known_and_what_one_asked(slack: SlackProxy) -> None:
    ts = slack.server.mention(BOB, GENERAL, FERRY)
    answered(slack, GENERAL, ts, having=CARRIED)
    slack.server.open_home(BOB)
    home = json.dumps(eventually(lambda: slack.server.home(BOB)))
    assert "2 articles" in home and FERRY in home


def test_the_agent_view_suggests_what_to_ask_about_the_newest_articles(slack: SlackProxy) -> None:
    channel = slack.server.direct(ALICE)
    slack.event({"type": "app_home_opened", "user": ALICE, "channel": channel, "tab": "messages"})
    prompts = eventually(lambda: slack.prompts.get(channel))
    assert "A new ferry for Orrin" in prompts[0]["title"]


def test_the_stop_button_ends_an_answer(slack: SlackProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pressed between the question and its first sentence."""
    may_go_on = threading.Event()
    extract = Extractive.answer

    def slow(self: Extractive, question: Question, evidence: Evidence, show: Show) -> Draft:
        assert may_go_on.wait(PATIENCE_S)
        return extract(self, question, evidence, show)

    monkeypatch.setattr(Extractive, "answer", slow)
    ts = slack.server.mention(ALICE, GENERAL, OWNER)
    stopped = {"channel": GENERAL, "thread_ts": ts, "streaming_message_ts": []}
    slack.event({"type": "agent_session_stopped", "user": ALICE, **stopped})
    may_go_on.set()
    eventually(lambda: statuses(slack)[-1:] == [""])
    assert slack.server.replies(GENERAL, ts) == []


def test_a_failure_is_told_in_the_thread_with_the_answer_s_id(
    slack: SlackProxy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Extractive, *_: object) -> Draft:
        raise ZeroDivisionError("division by the pier")

    monkeypatch.setattr(Extractive, "answer", broken)
    ts = slack.server.mention(ALICE, GENERAL, OWNER)
    (message,) = eventually(lambda: slack.server.replies(GENERAL, ts))
    found = re.search(r"Something went wrong inside.* (\w{12})\.", message["text"])
    assert found and found[1] in caplog.text and "division by the pier" in caplog.text
    assert "division" not in message["text"]


def test_a_file_dropped_into_a_named_channel_is_ingested_and_answers(
    slack: SlackProxy, tmp_path: Path
) -> None:
    lighthouse = tmp_path / "lighthouse.md"
    lighthouse.write_text(
        "# A light\n\nThe lighthouse of Larkhaven was painted red by Tove Brandt in 2024.\n"
    )
    slack.server.upload(BOB, OPERATIONS, lighthouse)
    (report,) = eventually(lambda: [m for m in slack.server.messages(OPERATIONS) if m["user"] == BOT])
    assert "Done: 1 added" in report["text"]
    ts = slack.server.mention(BOB, GENERAL, "Who painted the lighthouse of Larkhaven?")
    answered(slack, GENERAL, ts, having="Tove Brandt")
