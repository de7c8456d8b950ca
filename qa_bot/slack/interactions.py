"""What people click and open beside asking: evidence, feedback, share, App Home, prompts, help, sources."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.models.views import View

from qa_bot.errors import ModelUnavailable, QABotError, UsageError
from qa_bot.messaging import Post, Services
from qa_bot.receipts import Feedback, Receipts, asked
from qa_bot.slack.blocks import answer, evidence, feedback, help, home
from qa_bot.slack.blocks.rich import Message
from qa_bot.slack.incoming import Payload, command_of, shared_in
from qa_bot.slack.sender import Sender
from qa_bot.types import Article

_LAST_QUESTIONS = 10
_NEW = timedelta(days=7)
_log = logging.getLogger(__name__)


class Interactions:
    """Each method is called once Slack was told that its event came; threads share them."""

    def __init__(self, client: WebClient, services: Services, sender: Sender, receipts: Receipts) -> None:
        self._client = client
        self._index = services.responder.index
        self._inbox = services.inbox
        self._access = services.access
        self._filter = services.filter
        self._sender = sender
        self._receipts = receipts

    def show_evidence(self, body: Payload, respond: Respond) -> None:
        """Opens at once, for the trigger is good for three seconds, and a server may be slow."""
        opened = self._client.views_open(
            trigger_id=body["trigger_id"], view=evidence.saying("Looking it up…")
        )
        try:
            view = self._evidence(_value(body))
        except QABotError as error:
            _log.warning("Evidence cannot be shown: %s", error)
            view = evidence.saying(str(error))
        self._client.views_update(view_id=opened["view"]["id"], view=view)

    def _evidence(self, answer_id: str) -> View:
        receipt = self._receipts.find(answer_id)
        if receipt is None:
            return evidence.missing(answer_id)
        self._index.refresh()
        quoted = {citation.doc for citation in receipt.answer.citations}
        return evidence.view(receipt, self._index.articles(quoted))

    def take_feedback(self, body: Payload, respond: Respond) -> None:
        """Asks why where an answer did not help."""
        pressed = feedback.pressed(_value(body))
        if not pressed.helpful:  # first, for the trigger is good for three seconds
            self._client.views_open(trigger_id=body["trigger_id"], view=feedback.view(pressed.answer_id))
        self._receipts.judge(pressed.answer_id, Feedback(body["user"]["id"], pressed.helpful))

    def take_explanation(self, body: Payload, respond: Respond) -> None:
        explained = feedback.explained(body["view"])
        said = Feedback(body["user"]["id"], helpful=False, why=explained.why)
        self._receipts.judge(explained.answer_id, said)

    def share(self, body: Payload, respond: Respond) -> None:
        """Shows to everybody what the asker alone has seen."""
        receipt = self._receipts.find(_value(body))
        if receipt is None:
            raise UsageError("This answer is not kept here, or no longer; ask again to share it.")
        self._put(answer.messages(receipt.answer, asked=asked(receipt)), shared_in(body), respond)
        respond(delete_original=True)

    def _put(self, messages: Sequence[Message], place: Post, respond: Respond) -> None:
        """Before everybody: as posts that can be corrected, or, where the bot is no member, as replies."""
        try:
            first, *_ = [self._sender.post(place, message) for message in messages]
        except ModelUnavailable:
            raise
        except QABotError:
            for message in messages:
                _say(respond, message, response_type="in_channel", thread_ts=place.thread_ts or None)
        else:
            self._inbox.note_shared(replace(place, ts=first))

    def show_home(self, body: Payload, respond: Respond) -> None:
        user = body["event"]["user"]
        if self._access.stranger(body["team_id"], user):
            return
        questions = self._inbox.last_questions(user, _LAST_QUESTIONS)
        since = (datetime.now(UTC) - _NEW).isoformat()
        new = [article for article in self._articles() if article.ingested_at >= since]
        view = home.view(self._index.state(), help.newest_first(new), questions)
        self._client.views_publish(user_id=user, view=view)

    def suggest_prompts(self, body: Payload, respond: Respond) -> None:
        if self._access.stranger(body["team_id"], body["event"]["user"]):
            return
        if prompts := help.prompts(self._articles()):
            # Without thread_ts: with one, Slack shows none in an agent view and says nothing.
            self._client.assistant_threads_setSuggestedPrompts(
                channel_id=body["event"]["channel"], prompts=prompts
            )

    def show_help(self, body: Payload, respond: Respond) -> None:
        for message in help.overview():
            _say(respond, message)

    def show_sources(self, body: Payload, respond: Respond) -> None:
        if refusal := self._access.refusal(command_of(body)):
            raise UsageError(refusal)
        known = self._articles()
        if folder := self._access.folder(body["channel_id"]):
            allowed = frozenset(self._filter.ids(folder))
            known = [article for article in known if article.id in allowed]
        for message in help.articles(known):
            _say(respond, message)

    def _articles(self) -> Sequence[Article]:
        self._index.refresh()
        return self._index.list_articles()


def _value(body: Payload) -> str:
    value: str = body["actions"][0]["value"]
    return value


def _say(
    respond: Respond, message: Message, response_type: str = "ephemeral", thread_ts: str | None = None
) -> None:
    said = respond(
        text=message.text,
        blocks=message.blocks,
        response_type=response_type,
        replace_original=False,
        thread_ts=thread_ts,
        unfurl_links=False,
        unfurl_media=False,
    )
    if said.status_code != 200:
        raise QABotError(f"Slack takes no more replies to this click or command ({said.body}); ask again.")
