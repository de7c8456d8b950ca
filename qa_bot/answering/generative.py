"""Answers that a model writes: each sentence leaves once the articles prove it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from qa_bot.answering.beside import Beside
from qa_bot.answering.claims import claims
from qa_bot.answering.context import Context
from qa_bot.answering.disagreement.detection import Label
from qa_bot.answering.draft import Draft, Show, Statement, place, unseen
from qa_bot.answering.extractive import Extractive
from qa_bot.answering.prompts import answer_prompt
from qa_bot.answering.rewriting import REWRITING
from qa_bot.answering.selection.presuppositions import false_premises
from qa_bot.answering.verification.cases import Verifying
from qa_bot.answering.verification.proving import Proving
from qa_bot.answering.written import Written
from qa_bot.errors import ModelUnavailable, PromptTooLong, ReplyCut
from qa_bot.models import ChatModel, Prompt
from qa_bot.query import AnswerType, Query
from qa_bot.retrieval import Evidence
from qa_bot.settings import GenerativeSettings

_UNVERIFIED = "The model's sentences could not be verified, and stand in the articles' words: {}"


class Generative:
    """Asks a model; no question is lost to it."""

    name = "openai"

    def __init__(
        self,
        chat: ChatModel,
        verifier: Verifying | None,
        proving: Proving,
        settings: GenerativeSettings,
        fallback: Extractive,
    ) -> None:
        self._chat = chat
        self._verifier = verifier
        self._proving = proving
        self._settings = settings
        self._fallback = fallback

    def answer(self, query: Query, evidence: Evidence, show: Show = unseen) -> Draft:
        """The model's proven sentences with the sides of each dispute, or the fallback's and a notice.

        `show` gets each sentence as soon as it is proven, and the draft begins with what it got: if the model
        breaks off, the fallback goes on.
        """
        if not evidence.sentences:
            return Draft((), self.name)
        extractive = self._fallback.answer(query, evidence)
        written = Written(query, self._proving, show)
        if undecided := list(_undecided(query, extractive)):
            written.form = extractive.form
            written.add(undecided)
        written.context = Context.of(evidence.passages[: self._settings.passages], extractive.disputes)
        outcome = self._written(query, written)
        if outcome.is_failure:
            written.form = written.form if written.statements else extractive.form
            written.add(extractive.statements)
        elif written.statements:
            written.add_sides(extractive.disputes)
        disputes = (*extractive.disputes, *written.disputes) if written.statements else ()
        premises = "" if disputes else false_premises(query.parts, written.statements)
        return Draft(
            tuple(written.statements),
            self._fallback.name if outcome.is_failure else self.name,
            dropped=tuple(written.dropped),
            model=self._chat.name,
            prompt_hash=outcome.prompt.hash,
            form=written.form,
            notice=" ".join(filter(None, [outcome.notice, written.notice(), premises])),
            disputes=disputes,
        )

    def _written(self, query: Query, written: Written) -> _Outcome:
        """Asks the model; with fewer passages where it does not hold as many."""
        prompt = answer_prompt(query, written.context, self._settings.sentences)
        try:
            return _Outcome(prompt, self._verified(prompt, query, written))
        except PromptTooLong as error:
            fewer = written.context.half()
            if fewer is None or written.is_begun:
                return _Outcome.failed(prompt, error, written)
            written.context = fewer
            return self._written(query, written)
        except ReplyCut as error:
            return (
                _Outcome(prompt, str(error)) if written.is_begun else _Outcome.failed(prompt, error, written)
            )
        except ModelUnavailable as error:
            return _Outcome.failed(prompt, error, written)

    def _verified(self, prompt: Prompt, query: Query, written: Written) -> str:
        """Hands the reply on as it is verified. Returns why it could not all be; raises ModelUnavailable."""
        seconds = self._settings.timeout_s * (1 - REWRITING if query.question.history else 1)
        with (
            Beside(self._verifier, written.take) as beside,
            closing(self._chat.stream(prompt, seconds)) as pieces,
        ):
            for claim in claims(pieces, len(written.context.sentences)):
                if case := written.case(claim):
                    beside.put(case, is_proven=case.verbatim is not None)
        written.finish()
        return beside.failure and _UNVERIFIED.format(beside.failure)


@dataclass(frozen=True, slots=True)
class _Outcome:
    prompt: Prompt
    notice: str
    is_failure: bool = False

    @classmethod
    def failed(cls, prompt: Prompt, error: ModelUnavailable, written: Written) -> _Outcome:
        rest = "The rest" if written.is_begun else "This"
        return cls(prompt, f"{error} {rest} is the extractive answer.", is_failure=True)


def _undecided(query: Query, extractive: Draft) -> Iterator[Statement]:
    """The sides of disputes about whether something is so: they come first, for no yes may stand alone."""
    asked = {part.text for part in query.parts if part.kind is AnswerType.YES_NO}
    denied = [one for one in extractive.disputes if one.label is Label.DENIED and one.about in asked]
    sides = {place(side.sentence) for dispute in denied for side in dispute.sides}
    return (one for one in extractive.statements if place(one.source) in sides)
