"""The main path: a question in, a cited answer out."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, partial

from qa_bot.answering import (
    NOT_ANSWERED,
    Answerers,
    Answering,
    Check,
    Draft,
    Show,
    check,
    checked,
    cited,
    lines_of,
    nearest,
    notice,
    unseen,
)
from qa_bot.errors import UsageError
from qa_bot.index import Index
from qa_bot.models import (
    NO_OWN_MODELS,
    Judge,
    OwnModels,
    build_encoder,
    build_judge,
    build_question_embedder,
    build_reader,
    build_sentence_embedder,
    used,
)
from qa_bot.query import (
    Act,
    Numbered,
    Query,
    Reply,
    Rewrite,
    filled,
    last_answered,
    numbered,
    standalone,
    understand,
)
from qa_bot.receipts import Feedback, Last, Receipt, Receipts, Spending, acted, joined, receipt_of
from qa_bot.retrieval import MOST_PASSAGES, Evidence, Retriever, as_spelled
from qa_bot.settings import Settings
from qa_bot.text import behind_date
from qa_bot.types import Answer, Form, Line, Passage, Question, Status

_MOST_CHARACTERS = 10_000
_CHECKED = 8  # passages that may prove a claim
_NO_ANSWER_YET = Reply("There is no answer yet; ask a question first.", is_answer=False)
_LIMITED = (
    "Today's limit for the language model is used up; "
    "until midnight, UTC, the articles' own sentences answer."
)
_CONVERSATION = "conversation"  # the answerer of what needs no evidence


class Responder:
    """Answers questions from one index; built once, asked often, by any number of threads."""

    def __init__(
        self,
        index: Index,
        retriever: Retriever,
        answerers: Answerers,
        judge: Callable[[], Judge | None],
        settings: Settings,
    ) -> None:
        """`judge` loads it when it is first needed."""
        self.index = index
        self.retriever = retriever
        self.today: Callable[[], date] = lambda: datetime.now(UTC).date()
        self._answerers = answerers
        self._judge = judge
        self._settings = settings
        self._receipts = Receipts.of(settings)
        self._spending = Spending.of(settings)

    @classmethod
    def open(cls, settings: Settings, own: OwnModels = NO_OWN_MODELS) -> Responder:
        """Opens the index while the models load. Raises the errors of both, and of unknown names."""
        # One after the other, the encoder first: it takes the most memory while it loads. The index imports
        # Chroma meanwhile, which is safe as NumPy is imported already: two threads at it find it half made.
        with ThreadPoolExecutor(1) as pool:
            encoder = pool.submit(lambda: own.encoder or build_encoder(settings))
            reader = pool.submit(lambda: own.reader or build_reader(settings))
            embedder = pool.submit(lambda: own.embedder or build_question_embedder(settings))
            index = Index.open(settings)
            judge = cache(lambda: own.judge or build_judge(settings))
            answerers = Answerers.of(settings, own, encoder.result(), judge)
            retriever = Retriever(
                index,
                embedder.result(),
                encoder.result(),
                reader.result(),
                settings.retrieval,
                build_sentence_embedder(settings),
            )
        return cls(index, retriever, answerers, judge, settings)

    def ask(self, question: Question, show: Show = unseen) -> Answer:
        """The answer with its proofs, or an abstention with the nearest articles.

        `show` gets each sentence as soon as it is proven; what it got is how the answer begins.
        Raises UsageError for a question that is empty or too long.
        """
        _check(question)
        with self._spending.accounted():
            return self._asked(question, show)

    def _asked(self, question: Question, show: Show) -> Answer:
        started = time.perf_counter()
        if asked := numbered(question):
            return self._kept(self._in_turn(asked, show)).answer
        query = self._understood(question)
        if query.act:
            return self._acted(query.act, question, started)
        return self._kept(self._answered(query, show, started)).answer

    def _in_turn(self, asked: Numbered, show: Show) -> Receipt:
        """Several questions of one message; the lines of the first are shown as they come."""
        receipts: list[Receipt] = []
        for label, text in asked.answered:
            query = self._understood(asked.question(text, [one.answer for one in receipts]))
            shown = unseen if receipts else _labelled(label, show)
            receipts.append(self._answered(query, shown, time.perf_counter()))
        return joined(asked, receipts)

    def _answered(self, query: Query, show: Show, started: float) -> Receipt:
        """The answer with what it rests on."""
        if query.reply:
            answer = self._without_evidence(query.question, query.reply)
            return Receipt(datetime.now(UTC), query.text, answer, query.question.doc_ids)
        evidence = self.retriever.retrieve(query)
        retrieved = time.perf_counter()
        draft = self._answering().answerer.answer(query, evidence, show)
        times = {"answer": _ms(retrieved), "total": _ms(started)}
        return receipt_of(query, evidence, draft, self._answer(query, evidence, draft, times))

    def _answering(self) -> Answering:
        """Who may answer now: beyond a day's limit nobody who costs."""
        return self._answerers.free if self._is_used_up() else self._answerers.preferred

    def _is_used_up(self) -> bool:
        cost, costs = self._settings.cost, self._answerers.preferred is not self._answerers.free
        return costs and cost.has_limit and self._spending.today().is_used_up

    def _kept(self, receipt: Receipt) -> Receipt:
        """With what it took. Small talk rests on nothing that could be looked up."""
        usage = used()
        answer = replace(receipt.answer, usage=usage, cost=self._settings.cost.of(usage))
        receipt = replace(receipt, answer=answer)
        if receipt.answer.answerer != _CONVERSATION:
            self._receipts.keep(receipt)
        return receipt

    def _acted(self, act: Act, question: Question, started: float) -> Answer:
        """Of the last answer's receipt; where none is kept, its question is asked again."""
        last = last_answered(question)
        if last is None:
            return self._without_evidence(question, _NO_ANSWER_YET)
        found = self._receipts.find(last.id) if last.id else None
        receipt = found or self._kept(self._answered(self._understood(last), unseen, started))
        noted = self._note_wrong(receipt, question.asker) if act is Act.WRONG else ""
        read = {one.doc for one in receipt.read} | {one.doc for one in receipt.answer.citations}
        articles = self.index.articles(read.intersection(question.doc_ids or read))
        said = [turn.content for turn in question.history if turn.role != "user"]
        told = acted(
            act, Last(receipt, articles, said, self._settings.answer.sentences), question, noted=noted
        )
        return replace(told, id=_answer_id(question), timings_ms={"total": _ms(started)})

    def _note_wrong(self, receipt: Receipt, asker: str) -> str:
        """Keeps that the answer did not help; says what became of it."""
        if self._receipts.find(receipt.id) is None:
            return "It is not noted, for no answers are kept here (`receipts.keep` in the settings)."
        self._receipts.judge(receipt.id, Feedback(asker, helpful=False))
        return f"Noted: answer {receipt.id} is wrong. `qa-bot why {receipt.id}` shows all that it rests on."

    def search(self, question: Question) -> list[Passage]:
        """The best passages, `question.top` of them. Raises UsageError as `ask` does."""
        query = self._understood(question, standalone)
        if unknown := self._unknown(question):
            raise UsageError(unknown)
        # What is read closely decides the order, so it does not depend on how many are shown.
        with self._spending.accounted():
            passages = self.retriever.retrieve(replace(query, question=replace(question, top=None))).passages
        return list(passages[: question.top or self._settings.answer.top])

    def check(self, claim: Question, *, judge_only: bool = False) -> Check:
        """Whether the articles prove a claim, deny it, or do neither; of a text, each of its sentences.

        With a model server it is asked too, unless `judge_only`; where it does not answer, the judge decides.
        Raises UsageError as `ask` does.
        """
        with self._spending.accounted():
            return checked(claim, partial(self._checked_alone, judge_only=judge_only))

    def _checked_alone(self, claim: Question, search: str, *, judge_only: bool) -> Check:
        """One sentence, by what is found for the words of `search`."""
        query = self._understood(replace(claim, text=search), standalone)
        passages = self.retriever.retrieve(query).passages[:_CHECKED]
        verifier = None if judge_only else self._answering().verifier
        return check(claim, passages, self._judge(), verifier)

    def _understood(self, question: Question, rewrite: Rewrite | None = None) -> Query:
        """By the newest articles there are, and in their spelling."""
        _check(question)
        self.index.refresh()
        read, corrected = self.index.read(lambda snapshot: as_spelled(question, snapshot))
        query = understand(read, self.today(), rewrite or self._answering().rewrite)
        return replace(query, question=question, notice=" ".join(filter(None, (corrected, query.notice))))

    def _without_evidence(self, question: Question, reply: Reply) -> Answer:
        """What is no question, or too vague to search for."""
        state = self.index.state()
        status = Status.ANSWERED if reply.is_answer else Status.ABSTAINED
        text = filled(reply.text, state, self.index.list_articles)
        return Answer(_answer_id(question), question.text, status, text, _CONVERSATION, state, Form.TALK)

    def _answer(self, query: Query, evidence: Evidence, draft: Draft, times: Mapping[str, float]) -> Answer:
        """Raises QABotError if a quote is not its article's text."""
        text, citations = cited(draft.statements)
        unknown = self._unknown(query.question)
        return Answer(
            id=_answer_id(query.question),
            question=query.question.text,
            standalone=query.text,
            status=Status.ANSWERED if citations else Status.ABSTAINED,
            text=text if citations else NOT_ANSWERED,
            form=draft.form if citations else Form.NOT_STATED,
            lines=lines_of(draft.statements) if citations else (Line(NOT_ANSWERED, ()),),
            answerer=draft.answerer,
            notice=" ".join(filter(None, (self._limited(draft), notice(query, draft, citations, unknown)))),
            index=evidence.index,
            citations=citations,
            disagreements=draft.disagreements(),
            nearest=() if citations else nearest(evidence),
            as_of=query.as_of,
            timings_ms={"retrieve": evidence.retrieve_ms, "rerank": evidence.rerank_ms, **times},
        )

    def _limited(self, draft: Draft) -> str:
        """Where nothing else is said of why no model answers."""
        limited = not (draft.model or draft.notice) and self._is_used_up()
        return _LIMITED if limited else ""

    def _unknown(self, question: Question) -> str:
        """Which of the articles it is limited to are not there."""
        known = self.index.articles(question.doc_ids) if question.doc_ids else {}
        missing = ", ".join(repr(id) for id in question.doc_ids if id not in known)
        return f"No article has the id {missing}; `qa-bot articles` lists the ids." if missing else ""


def _labelled(label: str, show: Show) -> Show:
    """Shows lines of any form as the running text that stands behind the label of its question."""
    told: list[Line] = []

    def shown(line: Line, form: Form) -> None:
        text = behind_date(line, told[-1].date) if told else f"{label} {behind_date(line, None)}"
        told.append(line)
        show(replace(line, text=text, date=None), Form.FACT)

    return shown


def _check(question: Question) -> None:
    if not any(char.isalnum() for char in question.text):
        raise UsageError("The question is empty; ask one in words.")
    if question.top is not None and not 1 <= question.top <= MOST_PASSAGES:
        raise UsageError(
            f"{question.top} passages are asked for; name at least 1 and at most {MOST_PASSAGES}."
        )
    if len(question.text) > _MOST_CHARACTERS:
        raise UsageError(
            f"The question has {len(question.text):,} characters; ask it in at most {_MOST_CHARACTERS:,}."
        )


def _answer_id(question: Question) -> str:
    now = datetime.now(UTC).isoformat()
    return question.id or hashlib.sha256(f"{now}\n{question.text}".encode()).hexdigest()[:12]


def _ms(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 1)
