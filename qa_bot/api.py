"""The library: questions to one index from Python, as the commands ask them.

>>> from ingest import ingest
>>> from qa_bot import QABot
>>> report = ingest("articles", index="news")
>>> bot = QABot.open("news")
>>> answer = bot.ask("Who owns the port of Larkhaven?")
>>> answer.text.startswith("The port of Larkhaven stays the property of the town [1].")
True
>>> answer.citations[0].doc, answer.citations[0].quote
('larkhaven-port.md', 'The port of Larkhaven stays the property of the town.')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from os import PathLike
from queue import Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

from qa_bot.answering import Check
from qa_bot.errors import UsageError
from qa_bot.models import NO_OWN_MODELS, OwnModels
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.text import running_text
from qa_bot.types import Answer, Form, Line, Passage, Question, Turn

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


class QABot:
    """Answers questions from one index. Threads may share it."""

    def __init__(self, responder: Responder) -> None:
        """Takes finished parts; `QABot.open` builds them."""
        self.responder = responder

    @classmethod
    def open(
        cls,
        index: str | PathLike[str] | None = None,
        *,
        settings: Settings | None = None,
        models: OwnModels = NO_OWN_MODELS,
        llm: LLM | None = None,
    ) -> QABot:
        """Opens an index and loads the models.

        Args:
            index: Its folder; without one, where the settings say (a folder, or a Chroma server).
            settings: In place of those in qa-bot.toml and the environment; see `Settings.load`.
            models: Models of your own, in place of those the settings name. An embedder must be the one
                that the index was built with.
            llm: A language model of LlamaIndex that writes the answers, as `models.chat` would.

        Raises:
            IndexMissing: Nothing was ingested yet.
            IndexMismatch: The index was built by another embedder or version.
            IndexUnavailable: The index is damaged, or its disk or server does not answer.
            ModelUnavailable: A model's files, key or server are missing.
            UsageError: A setting names what does not exist.
        """
        embedder = models.embedder.name if models.embedder else None
        if llm is not None:
            from qa_bot.integrations.llama_index import LlamaIndexChat

            models = replace(models, chat=LlamaIndexChat(llm))
        return cls(Responder.open((settings or Settings.load()).at(index, embedder), models))

    def ask(
        self,
        question: str | Question,
        *,
        history: Sequence[Turn] = (),
        as_of: date | None = None,
        doc_ids: Sequence[str] = (),
    ) -> Answer:
        """Answers in cited sentences, or abstains with the nearest articles.

        Args:
            question: In words of up to 10,000 characters, or a `Question`, in which what is given beside
                it takes the place of its own.
            history: The turns of the conversation before it, oldest first. "Shorter please", "sources?" and
                the like act on its last answer: on the one its turn names (`Turn.answer`, the
                `Answer.receipt_id`), or else on what its question is answered now.
            as_of: The last day on which an article may have been published; undated ones stay. Of a
                datetime its day counts.
            doc_ids: The articles that may answer; none named means all.

        Returns:
            The answer; for each of its citations `article.text[start:end] == quote`.

        Raises:
            UsageError: The question is empty or too long, or `as_of` is no date.
            IndexUnavailable: The index can no longer be read.
        """
        return self.responder.ask(_question(question, history, as_of, doc_ids))

    def stream(
        self,
        question: str | Question,
        *,
        history: Sequence[Turn] = (),
        as_of: date | None = None,
        doc_ids: Sequence[str] = (),
    ) -> AnswerStream:
        """Answers as `ask` does, sentence by sentence.

        Returns:
            An iterator over the answer's sentences with their numbers, each as soon as it is proven; its
            `answer` is the whole, once they have ended.

        Raises:
            UsageError: At once, if `as_of` is no date; from the iterator, as `ask` does.
            IndexUnavailable: From the iterator.
        """
        return AnswerStream(self.responder, _question(question, history, as_of, doc_ids))

    def check(self, claim: str | Question, *, judge_only: bool = False) -> Check:
        """Says whether the articles support a claim, contradict it, or do not state it.

        Args:
            claim: A sentence, or a text of which each sentence is checked.
            judge_only: Ask no model server, also where one is configured.

        Returns:
            The verdict with the quotes it rests on, and the sides where articles differ.

        Raises:
            UsageError: The claim is empty, or a sentence of it too long.
            IndexUnavailable: The index can no longer be read.
        """
        return self.responder.check(_question(claim, (), None, ()), judge_only=judge_only)

    def search(
        self,
        question: str | Question,
        *,
        top: int | None = None,
        as_of: date | None = None,
        doc_ids: Sequence[str] = (),
    ) -> list[Passage]:
        """Finds passages without answering.

        Args:
            question: As in `ask`.
            top: How many passages, 50 at most; without it as many as `answer.top` in the settings.
            as_of: As in `ask`.
            doc_ids: As in `ask`.

        Returns:
            The passages, best first; for each of them `article.text[chunk.start:chunk.end] == text`.

        Raises:
            UsageError: As in `ask`, or `top` is too large, or an id is unknown.
            IndexUnavailable: The index can no longer be read.
        """
        asked = _question(question, (), as_of, doc_ids)
        return self.responder.search(asked if top is None else replace(asked, top=top))


class AnswerStream(Iterator[str]):
    """The sentences of one answer as they are proven. Who leaves early closes it, and gets no more."""

    def __init__(self, responder: Responder, question: Question) -> None:
        self._responder, self._question = responder, question
        self._lines: list[Line] = []
        self._told: Queue[Line | Answer | Exception] = Queue()
        self._closed = Event()
        self._answer: Answer | None = None
        Thread(target=self._ask, name="answer", daemon=True).start()

    @property
    def answer(self) -> Answer:
        """The whole answer; waits for what is not proven yet.

        Raises as `QABot.ask` does, and UsageError where the stream was closed before its end.
        """
        for _ in self:
            pass
        if self._answer is None:
            raise UsageError("The stream was closed before its answer was whole; ask again.")
        return self._answer

    def close(self) -> None:
        """Nobody waits for the rest."""
        self._closed.set()

    def __next__(self) -> str:
        if self._answer or self._closed.is_set():
            raise StopIteration
        told = self._told.get()
        if isinstance(told, Exception):
            self._told.put(told)  # who asks again is told again
            raise told
        if isinstance(told, Answer):
            self._answer = told
            return self._rest(told)
        before = running_text(self._lines)
        self._lines.append(told)
        return running_text(self._lines).removeprefix(before).lstrip()

    def _rest(self, answer: Answer) -> str:
        """What the answer has beyond the sentences shown. Raises StopIteration if it has no more."""
        if rest := answer.text.removeprefix(running_text(self._lines)).lstrip():
            return rest
        raise StopIteration

    def _ask(self) -> None:
        try:
            self._told.put(self._responder.ask(self._question, self._show))
        except Exception as error:  # noqa: BLE001 — raised again where the sentences are read
            self._told.put(error)

    def _show(self, line: Line, form: Form) -> None:
        if self._closed.is_set():
            raise _Closed
        self._told.put(line)


class _Closed(Exception):
    """Nobody reads on."""


def _question(
    question: str | Question, history: Sequence[Turn], as_of: date | None, doc_ids: Sequence[str]
) -> Question:
    asked = Question(question) if isinstance(question, str) else question
    named = (doc_ids,) if isinstance(doc_ids, str) else tuple(doc_ids)
    return replace(
        asked,
        history=tuple(history) or asked.history,
        as_of=_day(as_of or asked.as_of),
        doc_ids=named or asked.doc_ids,
    )


def _day(as_of: object) -> date | None:
    """Raises UsageError for what is no date: Python would only find out in the midst of the articles."""
    match as_of:
        case datetime():
            return as_of.date()
        case date() | None:
            return as_of
    raise UsageError(f"as_of is a date, not {as_of!r}; give datetime.date(2025, 12, 5), say.")
