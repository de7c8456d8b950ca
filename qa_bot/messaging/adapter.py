"""What a chat brings so that questions are answered in it: all that lies between `messaging` and an adapter.

An adapter makes posts of what its chat sends and gives them to `Handler.take`. After that the chat is known
by these protocols alone. One class may fulfil all of them; threads share it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from qa_bot.messaging.post import File, Post
from qa_bot.types import Answer, Form, Line


class Delivery(Protocol):
    """One answer on its way to the person who asked; used by one thread at a time.

    `status` and `show` may raise QABotError, and then the answer goes on without them. `finish`, `fail` and
    `report` raise ModelUnavailable if the chat cannot be reached now, so that the post is answered later, and
    another QABotError if the chat refuses the message.
    """

    def status(self, text: str) -> None:
        """What is being done while there is nothing to read."""

    def show(self, line: Line, form: Form) -> None:
        """The next line of an answer in this form, as soon as it is proven."""

    def finish(self, answer: Answer) -> None:
        """The whole answer, in place of what was shown of it."""

    def fail(self, sentence: str) -> None:
        """Why there is no answer."""

    def stop(self) -> None:
        """Nobody waits for the answer any more: what was shown stays, and nothing follows."""

    def report(self, text: str) -> None:
        """What became of the files of the post: a message of its own, which everybody in the thread sees."""


class Adapter(Protocol):
    """A chat, as far as an answer needs it."""

    def reply_to(self, post: Post, *, alone: bool) -> Delivery:
        """Opens the way of one answer; sends nothing yet.

        Args:
            post: If it comes `again`, an earlier process may have begun a message; `Inbox.reply` knows which.
            alone: Whether nobody but the person who asked may see the answer.
        """


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said in a thread, in plain words."""

    ts: str  # as that of a post
    user: str  # "" for what another program says
    text: str
    is_own: bool  # the bot said it
    mentions_bot: bool = False
    answers: str = ""  # the ts of the post that it is the bot's whole answer to
    answer_id: str = ""  # of the answer that it is, or is about


class Transcripts(Protocol):
    """Where what was said can be read again."""

    def remarks(self, channel: str, thread: str) -> Iterable[Remark]:
        """What was said in a thread, from its first message on; empty where the chat does not tell."""


class Downloads(Protocol):
    """Where the files that people drop can be fetched."""

    def chunks(self, file: File) -> Iterable[bytes]:
        """The content of a file. Raises QABotError if it cannot be fetched."""
