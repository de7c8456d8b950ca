"""Who may ask where, and from which articles: the settings' rules, each with the sentence a person reads."""

from __future__ import annotations

import logging

from qa_bot.messaging.post import Post, PostKind
from qa_bot.settings import ChatSettings

_log = logging.getLogger(__name__)


class Access:
    def __init__(self, settings: ChatSettings) -> None:
        self._settings = settings

    def concerns(self, post: Post) -> bool:
        """Whether it is said to the bot; without a mention it is so in some channels only."""
        if not post.text:
            return self.is_upload(post) or post.kind in (PostKind.MENTION, PostKind.DIRECT)
        return post.kind is PostKind.REPLY or self.is_question(post) or self.is_upload(post)

    def is_question(self, post: Post) -> bool:
        """Whether it asks the bot in words; of a reply without a mention only its thread tells."""
        if post.kind is PostKind.POST and post.channel not in self._settings.every_post:
            return False
        return bool(post.text) and post.kind is not PostKind.REPLY

    def is_upload(self, post: Post) -> bool:
        return bool(post.files) and post.channel in self._settings.uploads

    def refusal(self, post: Post) -> str | None:
        """Why it is not answered, for the person who asked."""
        sentence = self.stranger(post.team, post.user)
        if not sentence and self._settings.channels and not self._is_open(post):
            sentence = "I do not answer in this channel; write to me directly."
        if not sentence and not post.text and not self.is_upload(post):
            sentence = "I cannot read files here; ask me in words."
        if sentence:
            _log.warning("Refused %s of %s (%s): %s", post.id, post.user, post.team, sentence)
        return sentence

    def stranger(self, team: str, user: str) -> str | None:
        """Why a person is told nothing, wherever that is."""
        settings = self._settings
        if settings.teams and team not in settings.teams:
            return "I answer only people of the workspace that runs me."
        if settings.users and user not in settings.users:
            return "You are not among the people I may answer; ask whoever runs me."
        return None

    def is_ephemeral(self, post: Post) -> bool:
        """Whether the asker alone sees the answer."""
        if post.kind is PostKind.SHARED:
            return False
        return post.kind is PostKind.COMMAND or post.channel in self._settings.ephemeral

    def folder(self, channel: str) -> str:
        """Where the articles lie that the channel may be answered from; "" is anywhere."""
        return self._settings.articles.get(channel, "")

    def _is_open(self, post: Post) -> bool:
        return post.kind is PostKind.DIRECT or post.is_direct or post.channel in self._settings.channels
