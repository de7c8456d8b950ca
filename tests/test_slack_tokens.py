"""What the operator reads of tokens and scopes, and what the manifest says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from slack_sdk import WebClient
from support.slack_bot import environment
from support.slack_proxy import SlackProxy, slack_workspace

from qa_bot.cli.main import qa_bot
from qa_bot.errors import QABotError
from qa_bot.slack.app import COMMAND

ROOT = Path(__file__).parent.parent
MANIFEST = json.loads((ROOT / "config" / "slack-manifest.json").read_text(encoding="utf-8"))
SOURCE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "qa_bot" / "slack").glob("*.py"))
EVENTS = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
HISTORY = ("channels:history", "groups:history", "im:history")
SCOPES = {  # of Slack's documentation
    "app_mention": ("app_mentions:read",),
    "message.channels": HISTORY[:1],
    "message.groups": HISTORY[1:2],
    "message.im": HISTORY[2:],
    "app_home_opened": (),
    "agent_session_stopped": (),
    "agents_sessions_setStatus": ("chat:write",),
    "apps_connections_open": (),
    "auth_test": (),
    "assistant_threads_setStatus": ("chat:write",),
    "assistant_threads_setSuggestedPrompts": ("assistant:write",),
    "chat_appendStream": ("chat:write",),
    "chat_postEphemeral": ("chat:write",),
    "chat_postMessage": ("chat:write",),
    "chat_startStream": ("chat:write",),
    "chat_stopStream": ("chat:write",),
    "chat_update": ("chat:write",),
    "conversations_replies": HISTORY,
    "views_open": (),
    "views_update": (),
    "views_publish": (),
}


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackProxy]:
    with slack_workspace() as workspace:
        for name, value in environment(workspace).items():
            monkeypatch.setenv(name, value)
        yield workspace


def checked(*options: str) -> Result:
    return CliRunner().invoke(qa_bot, ["slack", "--check", *options], standalone_mode=False)


def test_check_tells_where_the_bot_is_at_home(slack: SlackProxy) -> None:
    found = checked()
    assert found.exception is None
    assert found.stderr == "All is well: @newsdesk in Larkhaven.\n"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SLACK_BOT_TOKEN", None, "SLACK_BOT_TOKEN is not set; copy it from OAuth & Permissions"),
        ("SLACK_BOT_TOKEN", "xapp-1", "SLACK_BOT_TOKEN does not begin with 'xoxb-'"),
        ("SLACK_BOT_TOKEN", "xoxb-other", "Slack does not accept SLACK_BOT_TOKEN (invalid_auth)"),
        ("SLACK_APP_TOKEN", "xapp-other", "Slack does not accept SLACK_APP_TOKEN (invalid_auth)"),
        ("SLACK_API_URL", "http://127.0.0.1:9/api/", "Slack does not answer"),
    ],
)
def test_a_wrong_token_is_refused_with_what_to_do(
    slack: SlackProxy, monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, says: str
) -> None:
    monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    found = checked()
    assert isinstance(found.exception, QABotError) and says in str(found.exception)


def test_a_missing_scope_is_named(slack: SlackProxy) -> None:
    slack.rules.scopes -= {"channels:history", "assistant:write"}
    assert "The bot token lacks assistant:write, channels:history;" in str(checked().exception)


def test_without_the_signing_secret_no_port_is_opened(
    slack: SlackProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLACK_SIGNING_SECRET")
    assert "SLACK_SIGNING_SECRET is not set" in str(checked("--http", "1").exception)


def test_the_manifest_names_the_events_and_the_command_that_the_code_listens_to() -> None:
    listened = set(re.findall(r'app\.event\("(\w+)"\)', SOURCE))
    assert {event.partition(".")[0] for event in EVENTS} == listened
    assert [each["command"] for each in MANIFEST["features"]["slash_commands"]] == [COMMAND]


def test_the_manifest_names_the_scopes_that_the_code_uses_and_no_others() -> None:
    methods = set(re.findall(r"\.([a-z]+_\w+)", SOURCE)) & set(dir(WebClient)) - {
        "base_url",
        "retry_handlers",
    }
    used = {scope for method in methods for scope in SCOPES[method]}
    used |= {scope for event in EVENTS for scope in SCOPES[event]} | {"commands", "files:read"}
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == used
