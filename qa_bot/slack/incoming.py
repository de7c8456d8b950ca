"""What Slack sends -> posts: what somebody asked, and where the answer belongs. Calls nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qa_bot.messaging import File, Post, PostKind
from qa_bot.slack.mrkdwn import mentioned, plain

Payload = Mapping[str, Any]

_BARE_MENTION = "What can you do?"  # is what people mean by it
_WITH_TEXT = (None, "file_share", "thread_broadcast")  # subtypes of what people write; others tell of changes


def post_of(body: Payload, bot_user: str) -> Post | None:
    """The post of an app_mention or message event; None for what is not said to `bot_user`.

    What other bots say is not, nor are edits, joins, a lone emoji in reply and the like, nor the message
    event of a channel post that mentions the bot: its app_mention event is the question, whichever process
    gets which.
    """
    event = body["event"]
    if not _by_a_person(event, bot_user) or not (kind := _kind(event, bot_user)):
        return None
    files = tuple(_files(event))
    text = plain(event.get("text") or "", bot_user)
    if not any(map(str.isalnum, text)):
        greets = kind is PostKind.MENTION or (kind is PostKind.DIRECT and event.get("text"))
        text = _BARE_MENTION if greets and not files else ""
    if not (text or files):
        return None
    return Post(
        kind=kind,
        event_id=body.get("event_id", ""),
        team=_team(body, event),
        channel=event["channel"],
        is_direct=_is_direct(event["channel"]),
        user=event["user"],
        text=text,
        ts=event["ts"],
        thread_ts=event.get("thread_ts", ""),
        files=files,
    )


def retracted(body: Payload) -> str:
    """The id of the post that was deleted, if a message event says so, else ""."""
    event = body["event"]
    left = event.get("message") or {}  # of a post with replies a tombstone is left
    ts = left["ts"] if left.get("subtype") == "tombstone" else event.get("deleted_ts")
    return f"{event['channel']}/{ts}" if ts else ""


def command_of(body: Payload) -> Post:
    """The post of /ask."""
    return Post(
        kind=PostKind.COMMAND,
        event_id=body["trigger_id"],
        team=body["team_id"],
        channel=body["channel_id"],
        is_direct=_is_direct(body["channel_id"]),
        user=body["user_id"],
        text=plain(body.get("text", "")),
        response_url=body["response_url"],
    )


def asked_again(body: Payload) -> Post:
    """The post of a button whose value is a question; one for each message with such a button."""
    return replace(
        _clicked(body, PostKind.MENTION),
        text=body["actions"][0]["value"],
        ts=body["message"]["ts"],
        thread_ts=body["message"].get("thread_ts", ""),
    )


def shared_in(body: Payload) -> Post:
    """The post that a click on Share brings about, but for its `ts`."""
    return replace(
        _clicked(body, PostKind.SHARED),
        thread_ts=body.get("container", {}).get("thread_ts") or "",
        shows=body["actions"][0]["value"],
    )


def sent_again(post: Post, headers: Mapping[str, Sequence[str]]) -> Post:
    """Marked if Slack says that this is a retry; over a socket it numbers the first delivery too, 0."""
    number = headers.get("x-slack-retry-num", ["0"])[0]
    return post if number == "0" else replace(post, again=True)


def _clicked(body: Payload, kind: PostKind) -> Post:
    """By whom and where a button was clicked."""
    return Post(
        kind=kind,
        event_id=body["trigger_id"],
        team=body["user"].get("team_id") or body["team"]["id"],
        channel=body["channel"]["id"],
        is_direct=_is_direct(body["channel"]["id"]),
        user=body["user"]["id"],
        text="",
    )


def _is_direct(channel: str) -> bool:
    """As the ids of Slack tell; those of other channels begin with C or G."""
    return channel.startswith("D")


def _by_a_person(event: Payload, bot_user: str) -> bool:
    return (
        event.get("subtype") in _WITH_TEXT
        and event.get("user") not in (None, bot_user)
        and not event.get("bot_id")
        and "edited" not in event
    )


def _files(event: Payload) -> Iterator[File]:
    """Those that lie at Slack itself."""
    for file in event.get("files", ()):
        if file.get("url_private") and not file.get("is_external"):
            yield File(file.get("name") or file["id"], file["url_private"], file.get("size", 0))


def _kind(event: Payload, bot_user: str) -> PostKind | None:
    if event["type"] == "app_mention":
        return PostKind.MENTION
    if event.get("channel_type") == "im":
        return PostKind.DIRECT
    named = mentioned(event.get("text") or "")
    in_thread = bool(event.get("thread_ts"))
    if bot_user in named or (named and in_thread):  # the latter is addressed to somebody else
        return None
    return PostKind.REPLY if in_thread else PostKind.POST


def _team(body: Payload, event: Payload) -> str:
    """In a channel shared by workspaces, the one the person belongs to."""
    team: str = event.get("user_team") or event.get("team") or body.get("team_id", "")
    return team
