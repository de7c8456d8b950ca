"""The main path: a question in, a cited answer out."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Protocol

from qa_bot.answering import NOT_ANSWERED, Draft, Extractive, Show, Support, cited, unseen
from qa_bot.errors import UsageError
from qa_bot.index import Index
from qa_bot.models import Encoder, answerer_name, build_embedder, build_encoder
from qa_bot.query import age_note, asks_back, small_talk, standalone, timeframe
from qa_bot.receipts import Receipts, receipt_of
from qa_bot.retrieval import MOST_PASSAGES, Evidence, Retriever
from qa_bot.settings import Settings
from qa_bot.text import is_foreign
from qa_bot.types import Answer, Citation, Nearest, Passage, Question, Status

_MOST_CHARACTERS = 10_000
_NEAREST = 3
_NOT_ENGLISH = "The question does not look like English, the one language that is understood well."
_CONVERSATION = "conversation"  # the answerer of what needs no evidence

Rewrite = Callable[[Question], Question]  # a follow-up -> the same question, standing alone


class Answerer(Protocol):
    """Evidence -> an answer in proven sentences; `show` gets each of them as it comes."""

    def answer(self, question: Question, evidence: Evidence, show: Show = ...) -> Draft: ...


class Responder:
    """Answers questions from one index; built once, asked often, by any number of threads."""

    def __init__(
        self, index: Index, retriever: Retriever, answerer: Answerer, rewrite: Rewrite, settings: Settings
    ) -> None:
        self.index = index
        self.retriever = retriever
        self._answerer = answerer
        self._rewrite = rewrite
        self._settings = settings
        self.today: Callable[[], date] = _today
        self._receipts = Receipts.of(settings)

    @classmethod
    def open(cls, settings: Settings) -> Responder:
        """Opens the index while the models load. Raises the errors of both, and of unknown names."""
        # One after the other, the encoder first: it takes the most memory while it loads. The index imports
        # Chroma meanwhile, which is safe as NumPy is imported already: two threads at it find it half made.
        with ThreadPoolExecutor(1) as pool:
            encoder = pool.submit(build_encoder, settings)
            embedder = pool.submit(build_embedder, settings)
            index = Index.open(settings)
            answerer = _answerer(settings, encoder.result())
            retriever = Retriever(index, embedder.result(), encoder.result(), settings.retrieval)
        return cls(index, retriever, answerer, _rewrite(settings), settings)

    def ask(self, question: Question, show: Show = unseen) -> Answer:
        """The answer with its proofs, or an abstention with the nearest articles.

        `show` gets each sentence as soon as it is proven; what it got is how the answer begins.
        Raises UsageError for a question that is empty or too long.
        """
        started = time.perf_counter()
        _check(question)
        self.index.refresh()
        if reply := small_talk(question, self.index.state(), self.index.list_articles):
            return self._without_evidence(question, Status.ANSWERED, reply)
        asked = _in_its_time(self._rewrite(question), self.today())
        if reply := asks_back(asked):
            return self._without_evidence(question, Status.ABSTAINED, reply)
        evidence = self.retriever.retrieve(asked)
        retrieved = time.perf_counter()
        draft = self._answerer.answer(asked, evidence, show)
        text, citations = cited(draft.statements)
        done = time.perf_counter()
        answer = Answer(
            id=_answer_id(question),
            question=question.text,
            standalone=asked.text,
            status=Status.ANSWERED if citations else Status.ABSTAINED,
            text=text if citations else NOT_ANSWERED,
            answerer=draft.answerer,
            notice=self._notice(asked, draft, citations),
            index=evidence.index,
            citations=citations,
            disagreements=draft.disagreements(),
            nearest=() if citations else _nearest(evidence),
            as_of=asked.as_of,
            timings_ms={
                "retrieve": evidence.retrieve_ms,
                "rerank": evidence.rerank_ms,
                "answer": _ms(retrieved, done),
                "total": _ms(started, done),
            },
        )
        self._receipts.keep(receipt_of(asked, evidence, draft, answer))
        return answer

    def _without_evidence(self, question: Question, status: Status, text: str) -> Answer:
        """The reply to what is no question, or a question back where one is too vague to search for."""
        return Answer(_answer_id(question), question.text, status, text, _CONVERSATION, self.index.state())

    def _notice(self, asked: Question, draft: Draft, citations: Sequence[Citation]) -> str:
        said = draft.notice or _age_note(asked, citations, self.today()) or _nothing_since(asked, citations)
        foreign = _NOT_ENGLISH if is_foreign(asked.text) else ""
        return " ".join(filter(None, [said, self._unknown(asked), foreign]))

    def _unknown(self, question: Question) -> str:
        """Which of the articles it is limited to are not there."""
        known = self.index.articles(question.doc_ids) if question.doc_ids else {}
        missing = ", ".join(repr(id) for id in question.doc_ids if id not in known)
        return f"No article has the id {missing}; `qa-bot articles` lists the ids." if missing else ""

    def search(self, question: Question) -> list[Passage]:
        """The best passages, `question.top` of them. Raises UsageError as `ask` does."""
        _check(question)
        self.index.refresh()
        if unknown := self._unknown(question):
            raise UsageError(unknown)
        # What is read closely decides the order, so it does not depend on how many are shown.
        asked = replace(_in_its_time(standalone(question), self.today()), top=None)
        passages = self.retriever.retrieve(asked).passages
        return list(passages[: question.top or self._settings.answer.top])


def _answerer(settings: Settings, encoder: Encoder | None) -> Answerer:
    extractive = Extractive(settings.answer)
    if answerer_name(settings) == extractive.name:
        return extractive
    from qa_bot.answering.generative import Generative

    return Generative(settings.generative, Support(encoder), extractive)


def _rewrite(settings: Settings) -> Rewrite:
    """By the model where one answers, else by rules."""
    if answerer_name(settings) == Extractive.name:
        return standalone
    from qa_bot.answering.rewriting import Rewriter

    return Rewriter(settings.generative).standalone


def _today() -> date:
    return datetime.now(UTC).date()


def _in_its_time(question: Question, today: date) -> Question:
    """With what its words about time tell made explicit."""
    frame = timeframe(question, today)
    return replace(
        question,
        text=frame.asked,
        as_of=frame.as_of,
        newest_first=frame.newest_first,
        since=frame.since,
    )


def _age_note(asked: Question, citations: Sequence[Citation], today: date) -> str:
    """How old an answer about now is."""
    if not (asked.newest_first and citations):
        return ""
    newest = max((citation.date for citation in citations if citation.date), default=None)
    return age_note(newest, asked.as_of or today) or ""


def _nothing_since(asked: Question, citations: Sequence[Citation]) -> str:
    return f"No article on it was published since {asked.since}." if asked.since and not citations else ""


def _check(question: Question) -> None:
    if not any(char.isalnum() for char in question.text):
        raise UsageError("The question is empty; ask one in words.")
    if question.top and question.top > MOST_PASSAGES:
        raise UsageError(f"A search finds at most {MOST_PASSAGES} passages; ask for no more.")
    if len(question.text) > _MOST_CHARACTERS:
        raise UsageError(
            f"The question has {len(question.text):,} characters; ask it in at most {_MOST_CHARACTERS:,}."
        )


def _nearest(evidence: Evidence) -> tuple[Nearest, ...]:
    articles = {passage.article.id: passage.article for passage in evidence.passages}
    return tuple(
        Nearest(article.id, article.title, article.published, article.date_source)
        for article in list(articles.values())[:_NEAREST]
    )


def _answer_id(question: Question) -> str:
    now = datetime.now(UTC).isoformat()
    return question.id or hashlib.sha256(f"{now}\n{question.text}".encode()).hexdigest()[:12]


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 1)
