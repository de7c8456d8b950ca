"""How a post is answered in Slack: to everybody in its thread, or to the person who asked alone."""

from __future__ import annotations

from qa_bot.messaging import Delivery, Inbox, Post
from qa_bot.slack.delivery import EphemeralDelivery, ThreadDelivery
from qa_bot.slack.sender import Sender


class SlackAdapter:
    def __init__(self, sender: Sender, inbox: Inbox) -> None:
        """`inbox` knows the message that a process which died had begun."""
        self._sender = sender
        self._inbox = inbox

    def reply_to(self, post: Post, *, alone: bool) -> Delivery:
        if alone:
            return EphemeralDelivery(self._sender, post)
        begun_before = self._inbox.reply(post) if post.again else ""
        return ThreadDelivery(
            self._sender, post, lambda ts: self._inbox.note_reply(post, ts), reply=begun_before
        )
