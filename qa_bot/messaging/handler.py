"""From post to answer: one body for mentions, direct messages, replies, posts and commands of any chat."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from qa_bot.errors import ModelUnavailable, QABotError, UsageError
from qa_bot.messaging.access import Access
from qa_bot.messaging.adapter import Adapter
from qa_bot.messaging.addressing import asks
from qa_bot.messaging.filters import FolderFilter
from qa_bot.messaging.inbox import Inbox
from qa_bot.messaging.post import Post, PostKind
from qa_bot.messaging.queue import JobQueue
from qa_bot.messaging.threads import Threads
from qa_bot.messaging.uploads import Uploads
from qa_bot.rendering import count_text
from qa_bot.responder import Responder
from qa_bot.types import Form, Line, Question

_UNASKED = (PostKind.REPLY, PostKind.POST)  # nobody turned to the bot, so nobody is told that they may not
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Services:
    """What it takes to answer posts of one chat; threads share all of it."""

    responder: Responder
    inbox: Inbox
    threads: Threads
    access: Access
    filter: FolderFilter
    uploads: Uploads
    adapter: Adapter


class Handler:
    """Takes posts before the chat is told that they arrived; threads of the queue answer them."""

    def __init__(self, services: Services, queue: JobQueue) -> None:
        self._services = services
        self._queue = queue

    def take(self, post: Post) -> None:
        """Returns at once. Raises QABotError if the post cannot be noted, so that the chat sends it again."""
        if self._services.access.concerns(post) and self._services.inbox.take(post):
            self._queue.put(AnswerJob(post, self._services))

    def take_up(self) -> None:
        """What processes that died left, and what could not be answered before."""
        for post in self._services.inbox.take_up():
            self._queue.put(AnswerJob(post, self._services))

    def retract(self, id: str) -> None:
        """Somebody deleted the post of this id."""
        self._services.inbox.retract(id)

    def stop(self, channel: str, thread: str) -> None:
        """Somebody pressed the stop button."""
        self._services.inbox.stop(channel, thread)


class AnswerJob:
    """Answers one post when its turn comes."""

    def __init__(self, post: Post, services: Services) -> None:
        self._post = post
        self._services = services
        self._id = post.answer_id
        self._refusal = services.access.refusal(post)
        alone = bool(self._refusal) or services.access.is_ephemeral(post)
        self._delivery = services.adapter.reply_to(post, alone=alone)

    @property
    def origin(self) -> str:
        return self._post.channel

    def tell_place(self, place: int) -> None:
        if self._post.kind is not PostKind.REPLY:  # nobody knows yet whether that is a question
            with suppress(QABotError):
                self._delivery.status(f"Others asked before you; you are number {place} in line…")

    def run(self) -> None:
        try:
            if self._is_to_be_answered():
                self._respond()
        except ModelUnavailable as error:
            _log.warning("Answer %s is tried again: %s", self._id, error)
            self._services.inbox.release(self._post)
            return
        except QABotError as error:
            _log.warning("Nobody could be told of answer %s in %s: %s", self._id, self._post.channel, error)
        self._services.inbox.finish(self._post)

    def _is_to_be_answered(self) -> bool:
        post, services = self._post, self._services
        if not self._is_said_to_the_bot():
            services.inbox.drop(post)
            return False
        if post.again and services.threads.is_answered(post):
            return False
        if self._refusal and post.kind not in _UNASKED:
            self._delivery.fail(self._refusal)
        return not self._refusal

    def _is_said_to_the_bot(self) -> bool:
        """A reply without a mention is where the bot takes part, unless people talk to each other there."""
        post, threads = self._post, self._services.threads
        if post.kind is not PostKind.REPLY or self._services.access.is_upload(post):
            return True
        return threads.takes_part(post) and (asks(post.text) or not threads.is_among_people(post))

    def _respond(self) -> None:
        """Raises ModelUnavailable if the chat cannot be told now, QABotError if it does not want to hear."""
        try:
            tell = self._work()
        except _Stopped:
            tell = self._delivery.stop
        except QABotError as error:
            _log.warning("Answer %s failed: %s", self._id, error)
            tell = partial(self._delivery.fail, f"{error} (Answer {self._id})")
        except Exception as error:  # noqa: BLE001 — whoever asked waits for a word
            self._log_defect(error)
            sentence = f"Something went wrong inside; whoever runs me finds it as answer {self._id}."
            tell = partial(self._delivery.fail, sentence)
        tell()

    def _log_defect(self, error: Exception) -> None:
        """Where it happened; what it says only where it may repeat the question."""
        if self._services.inbox.keeps_words:
            _log.error("Answer %s failed", self._id, exc_info=error)
        else:
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("Answer %s failed (%s)\n%s", self._id, type(error).__name__, where)

    def _work(self) -> Callable[[], object]:
        """Does what was asked; returns how to tell of it."""
        post, services = self._post, self._services
        if services.access.is_upload(post):
            report = services.uploads.ingest(post)
            if not services.access.is_question(post):
                return partial(self._delivery.report, report)
            self._delivery.report(report)
        self._go_on()
        ids = self._doc_ids()
        with suppress(QABotError):  # what it could not show now is in the answer
            searched = len(ids) or services.responder.index.state().articles
            self._delivery.status(f"Searching {count_text(searched)}…")
        question = Question(post.text, self._id, services.threads.history(post), doc_ids=ids, asker=post.user)
        answer = services.responder.ask(question, self._show)
        self._go_on()
        return partial(self._delivery.finish, replace(answer, notice=self._with_unread(answer.notice)))

    def _doc_ids(self) -> tuple[str, ...]:
        """The articles the channel may be answered from; none is all."""
        folder = self._services.access.folder(self._post.channel)
        ids = self._services.filter.ids(folder) if folder else ()
        if folder and not ids:
            raise UsageError(f"There are no articles in {folder!r}, from which this channel is answered.")
        return ids

    def _with_unread(self, notice: str) -> str:
        """The notice, and which files were no part of the question."""
        if not self._post.files or self._services.access.is_upload(self._post):
            return notice
        names = ", ".join(file.name for file in self._post.files)
        return f"{notice} I did not read {names}: I answer from the articles alone.".strip()

    def _show(self, line: Line, form: Form) -> None:
        self._go_on()
        with suppress(QABotError):
            self._delivery.show(line, form)

    def _go_on(self) -> None:
        if self._services.inbox.is_stopped(self._post):
            raise _Stopped


class _Stopped(Exception):
    """Nobody waits for the answer any more."""
