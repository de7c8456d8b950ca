"""The tokens, read from the environment and checked; what Slack refuses, as what to do about it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from qa_bot.errors import ModelUnavailable, QABotError, UsageError
from qa_bot.settings import DEFAULTS

SCOPES_HEADER = "x-oauth-scopes"
UNREACHABLE = (SlackClientError, URLError, HTTPException, ConnectionError, TimeoutError)  # what a call raises
_MANIFEST = DEFAULTS.with_name("slack-manifest.json")
_APPS = "https://api.slack.com/apps"
_WHERE = {
    "SLACK_BOT_TOKEN": ("xoxb-", f"OAuth & Permissions of your app at {_APPS}"),
    "SLACK_APP_TOKEN": (
        "xapp-",
        f"Basic Information › App-Level Tokens (scope connections:write) at {_APPS}",
    ),
    "SLACK_SIGNING_SECRET": ("", f"Basic Information › App Credentials at {_APPS}"),
}
_NOT_ACCEPTED = frozenset(
    "invalid_auth not_authed account_inactive token_revoked token_expired not_allowed_token_type".split()
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the bot is at home, and as whom."""

    team: str
    bot_user: str
    bot_name: str


def secret(name: str) -> str:
    """Raises UsageError saying where to find it."""
    begins, where = _WHERE[name]
    found = os.environ.get(name, "").strip()
    if not found:
        raise UsageError(f"{name} is not set; copy it from {where}.")
    if not found.startswith(begins):
        raise UsageError(f"{name} does not begin with {begins!r}; copy it from {where}.")
    return found


def client(token: str) -> WebClient:
    """Of Slack, or of the server SLACK_API_URL names."""
    quiet = logging.getLogger("qa_bot.slack.client")
    quiet.setLevel(logging.CRITICAL)  # what it logs it raises too
    url = os.environ.get("SLACK_API_URL") or WebClient.BASE_URL
    return WebClient(token=token, base_url=url, logger=quiet)


def check(bot: WebClient, *, uploads: bool) -> Workspace:
    """Raises UsageError if the bot token is wrong or lacks a scope, ModelUnavailable if Slack is silent."""
    with explained("SLACK_BOT_TOKEN"):
        found = bot.auth_test()
    _check_scopes(found, uploads=uploads)
    return Workspace(found["team"], found["user_id"], found["user"])


def check_socket(app: WebClient) -> None:
    """Raises UsageError if the app-level token is wrong."""
    with explained("SLACK_APP_TOKEN"):
        app.apps_connections_open(app_token=app.token or "")


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Slack's refusals of the token in the variable `name` as sentences."""
    try:
        yield
    except SlackApiError as error:
        raise _explanation(error, name) from None
    except UNREACHABLE as error:
        raise ModelUnavailable(
            f"Slack does not answer ({error}); check the network and SLACK_API_URL."
        ) from None


def reason(error: SlackApiError) -> str:
    """Why Slack refused, and what to do about it where that is known."""
    said: str = error.response["error"]
    return _lacking([error.response.get("needed", "?")]) if said == "missing_scope" else said


def _explanation(error: SlackApiError, name: str) -> QABotError:
    said = error.response["error"]
    if said in _NOT_ACCEPTED:
        return UsageError(f"Slack does not accept {name} ({said}); copy it anew from {_WHERE[name][1]}.")
    return UsageError(f"Slack refuses {name} ({reason(error)}); see {_WHERE[name][1]}.")


def _check_scopes(reply: SlackResponse, *, uploads: bool) -> None:
    headers = {key.lower(): value for key, value in reply.headers.items()}
    if SCOPES_HEADER not in headers:
        return
    given = {scope.strip() for scope in str(headers[SCOPES_HEADER]).split(",")}
    missing = sorted(_needed(uploads=uploads) - given)
    if missing:
        raise UsageError(_lacking(missing))


def _lacking(scopes: Sequence[str]) -> str:
    return (
        f"The bot token lacks {', '.join(scopes)}; add what is missing under OAuth & Permissions › Bot Token "
        f"Scopes at {_APPS} and install the app again."
    )


def _needed(*, uploads: bool) -> set[str]:
    manifest = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    return scopes if uploads else scopes - {"files:read"}
