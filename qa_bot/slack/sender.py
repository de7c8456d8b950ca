"""What is sent to Slack: paced, patient where it must arrive, and aware of what a workspace lacks."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from slack_sdk import WebClient, WebhookClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.models.blocks import Block
from slack_sdk.models.metadata import Metadata
from slack_sdk.web import SlackResponse

from qa_bot.errors import ModelUnavailable, QABotError
from qa_bot.messaging import Post
from qa_bot.slack.blocks.rich import Message
from qa_bot.slack.credentials import UNREACHABLE, reason
from qa_bot.slack.pacing import Allowance, Pace

_BETWEEN_MESSAGES_S = 1.0  # Slack's limit for one channel
_SHOWN_A_MINUTE = 18  # answers: chat.stopStream may be called 20 times, chat.update 50
_PATIENCE = 5  # refusals for haste that are waited out, each as long as Slack says
_LACKS = ("unknown_method", "missing_scope", "not_allowed_token_type", "feature_not_enabled")
_UNSHOWABLE = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long")
_PASSING = ("ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout")
_WAITING = "active"  # of a session: for the next question
_PLAIN = "_Slack refused the layout of this message, so it comes as plain text._"
_log = logging.getLogger(__name__)

_Method = Callable[..., SlackResponse]


class Sender:
    """Shared by all answers of a process and their threads."""

    def __init__(self, client: WebClient) -> None:
        # What decorates an answer is not worth waiting for; the answer is.
        self._hasty = client
        self._patient = copy.copy(client)
        self._patience = RateLimitErrorRetryHandler(max_retry_count=_PATIENCE)
        self._patient.retry_handlers = [*client.retry_handlers, self._patience]
        self._lacking: set[tuple[str, str]] = set()  # workspaces and methods
        self._pace = Pace(_BETWEEN_MESSAGES_S)
        self._shown = Allowance(_SHOWN_A_MINUTE)

    def status(self, post: Post, text: str) -> bool:
        """Whether this workspace has any: under the thread, until a message comes."""
        method = self._hasty.assistant_threads_setStatus
        self._try(post, method, channel_id=post.channel, thread_ts=post.thread, status=text)
        return not self._lacks(post, method)

    def may_show(self) -> bool:
        """Whether there are calls to spare for one more answer that is seen while it is written."""
        return self._shown.take()

    def has_streams(self, post: Post) -> bool:
        """As far as is known."""
        return not self._lacks(post, self._hasty.chat_startStream)

    def start_stream(self, post: Post, markdown: str) -> str:
        """The timestamp of the new message; "" if the workspace has no streams, or none now."""
        if not self.has_streams(post):
            return ""
        self._pace.wait(post.channel)
        started = self._try(
            post,
            self._hasty.chat_startStream,
            channel=post.channel,
            thread_ts=post.thread,
            recipient_team_id=post.team,
            recipient_user_id=post.user,
            markdown_text=markdown,
        )
        return str(started["ts"]) if started else ""

    def append(self, post: Post, ts: str, markdown: str) -> bool:
        """Whether the stream took it."""
        method = self._hasty.chat_appendStream
        return self._try(post, method, channel=post.channel, ts=ts, markdown_text=markdown) is not None

    def stop_stream(
        self,
        post: Post,
        ts: str,
        markdown: str = "",
        blocks: Sequence[Block] = (),
        metadata: Metadata | None = None,
    ) -> bool:
        """Whether the message ends as told: not if its stream was over, or Slack does not show the blocks."""
        stopped = self._try(
            post,
            self._patient.chat_stopStream,
            channel=post.channel,
            ts=ts,
            markdown_text=markdown or None,
            blocks=blocks or None,
            metadata=metadata,
            session_status=_WAITING,
        )
        if stopped is None:
            self.end_session(post)
        return stopped is not None

    def end_session(self, post: Post) -> None:
        """Takes the stop button away, which a stream brings and Slack leaves there."""
        method = self._hasty.agents_sessions_setStatus
        self._try(post, method, channel_id=post.channel, thread_ts=post.thread, status=_WAITING)

    def post(self, post: Post, message: Message, metadata: Metadata | None = None) -> str:
        """The timestamp of the message.

        Raises ModelUnavailable if Slack does not answer, another QABotError if it does not take the message.
        """
        self._pace.wait(post.channel)
        where = {"channel": post.channel, "thread_ts": post.thread or None, "metadata": metadata}
        links = {"unfurl_links": False, "unfurl_media": False}
        with _explained():
            return str(_shown(self._patient.chat_postMessage, message, **where, **links)["ts"])

    def update(self, post: Post, ts: str, message: Message, metadata: Metadata | None = None) -> bool:
        """Whether the message could be changed; a stream that a process left open in it is ended first."""
        where = {"channel": post.channel, "ts": ts, "metadata": metadata}
        try:
            with _explained():
                _shown(self._patient.chat_update, message, **where)
        except _Refused as refused:
            if refused.code == "streaming_state_conflict" and self.stop_stream(post, ts):
                return self.update(post, ts, message, metadata)
            _log.warning("A message in %s cannot be changed: %s", post.channel, refused)
            return False
        return True

    def post_ephemeral(self, post: Post, message: Message, *, instead: bool = False) -> None:
        """Only the person who asked sees it, if possible `instead` of what a command said before.

        Raises what `post` raises.
        """
        if post.response_url and self._respond(post.response_url, message, instead):
            return
        where = {"channel": post.channel, "user": post.user, "thread_ts": post.thread_ts or None}
        with _explained():
            _shown(self._patient.chat_postEphemeral, message, **where)

    def _respond(self, url: str, message: Message, instead: bool) -> bool:
        """Whether the command's own address took it: for half an hour, five times."""
        hook = WebhookClient(url, proxy=self._patient.proxy, ssl=self._patient.ssl)
        hook.retry_handlers.append(self._patience)
        for form in (message, _plain(message)):
            try:
                said = hook.send(
                    text=form.text,
                    blocks=form.blocks,
                    response_type="ephemeral",
                    replace_original=instead,
                    unfurl_links=False,
                    unfurl_media=False,
                )
            except UNREACHABLE as error:
                _log.warning("A response_url does not answer: %s", error)
                return False
            if said.status_code == 200:
                return True
        _log.warning("A response_url took no message: %s", said.body)
        return False

    def _try(self, post: Post, method: _Method, **arguments: Any) -> SlackResponse | None:
        if self._lacks(post, method):
            return None
        try:
            return method(**arguments)
        except UNREACHABLE as error:
            if _code(error) in _LACKS:
                self._lacking.add((post.team, method.__name__))
            why = reason(error) if isinstance(error, SlackApiError) else error
            _log.warning("%s failed in %s: %s", method.__name__, post.channel, why)
            return None

    def _lacks(self, post: Post, method: _Method) -> bool:
        return (post.team, method.__name__) in self._lacking


def _shown(method: _Method, message: Message, **where: Any) -> SlackResponse:
    """As it is, else as plain text."""
    try:
        return method(text=message.text or "…", blocks=message.blocks, **where)  # of buttons alone
    except SlackApiError as error:
        if _code(error) not in _UNSHOWABLE:
            raise
        _log.error("Slack does not show a message: %s", error)
        plain = _plain(message)
        return method(text=plain.text, blocks=plain.blocks, **where)


def _plain(message: Message) -> Message:
    return Message(f"{message.text}\n{_PLAIN}", ())


def _code(error: Exception) -> str:
    return str(error.response["error"]) if isinstance(error, SlackApiError) else ""


@contextmanager
def _explained() -> Iterator[None]:
    """Raises ModelUnavailable where another try may succeed."""
    try:
        yield
    except SlackApiError as error:
        if (code := _code(error)) in _PASSING:
            raise ModelUnavailable(f"Slack is busy ({code}); try again later.") from None
        raise _Refused(f"Slack refuses a message ({reason(error)}).", code) from error
    except UNREACHABLE as error:
        raise ModelUnavailable(f"Slack does not answer ({error}); check the network.") from error


class _Refused(QABotError):
    """Slack does not take it, and would not the next time."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code
