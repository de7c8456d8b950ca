"""One answer on its way to the person who asked: a status, its sentences as they are proven, then the whole.

Streams where the workspace can, else updates one message, else posts when all is known.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property

from slack_sdk.models.metadata import Metadata

from qa_bot.messaging import Post
from qa_bot.rendering import answering_words, has_rows, is_in_rows, place_of
from qa_bot.slack.blocks.answer import closing, messages
from qa_bot.slack.blocks.rich import Message
from qa_bot.slack.sender import Sender
from qa_bot.slack.text import escaped, markdown
from qa_bot.slack.threads import ANSWER_EVENT
from qa_bot.text import running_text
from qa_bot.types import Answer, Form, Line

_BETWEEN_CHANGES_S = 1.0
_MOST_STREAMED = 3_000  # characters of Markdown; what is longer is laid out in messages when it is whole
_STOPPED = "Stopped."


class ThreadDelivery:
    """To everybody in the thread; used by one thread of Python at a time."""

    def __init__(self, sender: Sender, post: Post, begun: Callable[[str], None], reply: str = "") -> None:
        """`begun` gets the timestamp of the message the answer begins in; `reply` is one begun before."""
        self._sender = sender
        self._post = post
        self._begun = begun
        self._reply = reply
        self._is_streaming = False
        self._is_over = False
        self._lines: list[Line] = []
        self._seen = ""  # what of the answer's text is in the message
        self._changed_at = 0.0

    def status(self, text: str) -> None:
        """Where a workspace has none, in a message that the answer will replace."""
        if not self._sender.status(self._post, text) and self._may_show:
            self._say(Message(escaped(text), ()))

    def show(self, line: Line, form: Form) -> None:
        """The next line of an answer in this form; seen at once unless another one was just before.

        Rows are laid out when they are all there.
        """
        self._lines.append(line)
        text = running_text(self._lines)
        is_soon = time.monotonic() - self._changed_at < _BETWEEN_CHANGES_S
        if self._is_over or is_soon or is_in_rows(form) or len(markdown(text)) > _MOST_STREAMED:
            return
        if self._may_show:
            self._reveal(text)

    def finish(self, answer: Answer) -> None:
        """Raises ModelUnavailable if Slack does not answer, another QABotError if it does not take it."""
        if self._is_over:
            return
        payload = {"question_ts": self._post.ts, "answer_id": answer.receipt_id}
        proof = Metadata(event_type=ANSWER_EVENT, event_payload=payload)
        whole = messages(answer)
        if len(whole) > 1 or not self._close(answer, proof):
            self._write(whole, proof)

    def fail(self, sentence: str) -> None:
        """Says so in the thread. Raises what `finish` raises."""
        if not self._is_over and not self._end_stream(sentence):
            self._write([Message(escaped(sentence), ())])

    def report(self, text: str) -> None:
        """In a message of its own. Raises what `finish` raises."""
        self._sender.post(self._post, Message(escaped(text), ()))

    def stop(self) -> None:
        """What was shown stays, and nothing follows."""
        if self._is_over:
            return
        self._is_over = True
        if self._end_stream(_STOPPED):
            return
        if self._reply:
            self._say(Message(f"{escaped(self._seen)} {_STOPPED}".strip(), ()))
        else:
            self._sender.status(self._post, "")
        self._sender.end_session(self._post)

    @cached_property
    def _may_show(self) -> bool:
        """Where many ask, some answers are not seen before they are whole."""
        return self._sender.may_show()

    @property
    def _answering(self) -> str:
        """The words that are in bold."""
        return answering_words(self._lines)

    def _reveal(self, text: str) -> None:
        """Not at all where there are streams, but none is to be had now."""
        if self._is_streaming:
            shown = self._sender.append(self._post, self._reply, self._after(text))
        elif not self._reply and (ts := self._sender.start_stream(self._post, self._after(text))):
            shown = self._is_streaming = True
            self._begin(ts)
        elif shown := bool(self._reply) or not self._sender.has_streams(self._post):
            self._say(Message(escaped(text), ()))
        self._changed_at = time.monotonic()
        if shown:
            self._seen = f"{text} "

    def _after(self, text: str) -> str:
        """What follows what is streamed, with the space at its end: Slack may drop one at its start."""
        following = f"{text} ".removeprefix(self._seen)
        start, end = (0, 0) if self._seen else place_of(self._answering, following)
        said = f"**{markdown(following[start:end])}**" if end else ""
        return f"{markdown(following[:start])}{said}{markdown(following[end:])}"

    def _say(self, message: Message) -> None:
        if not (self._reply and self._sender.update(self._post, self._reply, message)):
            self._begin(self._sender.post(self._post, message))

    def _begin(self, ts: str) -> None:
        self._reply = ts
        self._begun(ts)

    def _close(self, answer: Answer, proof: Metadata) -> bool:
        """Whether the stream ends as the answer does; not if that is another one after all, or has rows."""
        is_other = has_rows(answer) or answering_words(answer.lines) != self._answering
        if not self._is_streaming or is_other or not f"{answer.text} ".startswith(self._seen):
            return False
        self._is_streaming = False
        rest = self._after(answer.text)
        return self._sender.stop_stream(self._post, self._reply, rest, closing(answer), proof)

    def _end_stream(self, last_words: str = "") -> bool:
        """Whether there was one to say them in."""
        was_streaming, self._is_streaming = self._is_streaming, False
        return was_streaming and self._sender.stop_stream(self._post, self._reply, markdown(last_words))

    def _write(self, parts: Sequence[Message], proof: Metadata | None = None) -> None:
        """The first in place of what is there; the last tells other instances that the post is answered."""
        self._end_stream()
        for message in parts:
            metadata = proof if message is parts[-1] else None
            reply, self._reply = self._reply, ""
            if not (reply and self._sender.update(self._post, reply, message, metadata)):
                self._sender.post(self._post, message, metadata)


class EphemeralDelivery:
    """To the person who asked alone, and whole."""

    def __init__(self, sender: Sender, post: Post) -> None:
        self._sender = sender
        self._post = post
        self._has_said = False

    def status(self, text: str) -> None:
        """Only where the answer can take its place."""
        if self._post.response_url:
            self._say([Message(escaped(text), ())])

    def show(self, line: Line, form: Form) -> None:
        """Not before the rest."""

    def finish(self, answer: Answer) -> None:
        """Raises what `ThreadDelivery.finish` raises."""
        self._say(messages(answer, asked=self._post.text, share=True))

    def fail(self, sentence: str) -> None:
        """Raises what `finish` raises."""
        self._say([Message(escaped(sentence), ())])

    def report(self, text: str) -> None:
        """To everybody, for the files are everybody's. Raises what `finish` raises."""
        self._sender.post(self._post, Message(escaped(text), ()))

    def stop(self) -> None:
        """Nobody can."""

    def _say(self, parts: Sequence[Message]) -> None:
        for n, message in enumerate(parts):
            self._sender.post_ephemeral(self._post, message, instead=self._has_said and n == 0)
        self._has_said = True
