"""Answers that a model writes: each sentence leaves once a passage proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from qa_bot.answering.claims import Claim, claims
from qa_bot.answering.decontextualization import readable
from qa_bot.answering.disagreement.detection import Dispute, Label
from qa_bot.answering.draft import Draft, Show, Statement, place, unseen
from qa_bot.answering.extractive import Extractive
from qa_bot.answering.prompts import NOT_ANSWERED, answer_prompt
from qa_bot.answering.rewriting import REWRITING
from qa_bot.answering.selection.presuppositions import false_premises
from qa_bot.answering.verification.support import PROVEN, Checked, Support, Verdict
from qa_bot.errors import ModelUnavailable
from qa_bot.models import ChatModel, Prompt
from qa_bot.query import AnswerType, Query
from qa_bot.retrieval import Evidence, Sentence
from qa_bot.settings import GenerativeSettings
from qa_bot.text import content_stems
from qa_bot.types import Form, Passage

_YES_OR_NO = re.compile(r"(?:yes|no)\b[\s,.;:!–—-]*", re.IGNORECASE)


class Generative:
    """Asks a model; no question is lost to it."""

    name = "openai"

    def __init__(
        self, chat: ChatModel, settings: GenerativeSettings, support: Support, fallback: Extractive
    ) -> None:
        self._chat = chat
        self._settings = settings
        self._support = support
        self._fallback = fallback

    def answer(self, query: Query, evidence: Evidence, show: Show = unseen) -> Draft:
        """The model's proven sentences with the sides of each dispute, or the fallback's and a notice.

        `show` gets each sentence as soon as it is proven, and the draft begins with what it got: if the model
        breaks off, the fallback goes on.
        """
        passages = evidence.passages[: self._settings.passages]
        if not evidence.sentences:
            return Draft((), self.name)
        prompt = answer_prompt(query, passages, self._settings.sentences)
        extractive = self._fallback.answer(query, evidence)
        written = _Written(passages, self._support, show)
        written.add_sides(_undecided(query, extractive.disputes))
        failure = self._failure(query, prompt, written)
        if failure:
            written.add(extractive.statements)
        elif written.statements:
            written.add_sides(extractive.disputes)
        disputes = extractive.disputes if written.statements else ()
        premises = "" if disputes else false_premises(query.parts, written.statements)
        return Draft(
            tuple(written.statements),
            self._fallback.name if failure else self.name,
            dropped=tuple(written.dropped),
            model=self._chat.name,
            prompt_hash=prompt.hash,
            notice=" ".join(filter(None, [failure, premises])),
            disputes=disputes,
        )

    def _failure(self, query: Query, prompt: Prompt, written: _Written) -> str:
        """Asks the model. Returns why it did not answer, or nothing."""
        seconds = self._settings.timeout_s * (1 - REWRITING if query.question.history else 1)
        try:
            with closing(self._chat.stream(prompt, seconds)) as pieces:
                for claim in claims(pieces):
                    written.take(claim)
            written.finish()
        except ModelUnavailable as error:
            return f"{error} {'The rest' if written.is_begun else 'This'} is the extractive answer."
        return ""


class _Written:
    """What has been proven and shown so far."""

    def __init__(self, passages: Sequence[Passage], support: Support, show: Show) -> None:
        self.statements: list[Statement] = []
        self.dropped: list[Checked] = []
        self.is_begun = False  # by the model
        self._passages = passages
        self._support = support
        self._show = show
        self._texts: set[str] = set()
        self._given: set[tuple[str, int]] = set()  # where the articles' own sentences stand

    def add(self, statements: Iterable[Statement]) -> None:
        """The articles' own sentences, where nothing said so far is taken from them."""
        for statement in statements:
            if place(statement.source) not in {place(said.source) for said in self.statements}:
                self._given.add(place(statement.source))
                self._say(statement)

    def add_sides(self, disputes: Iterable[Dispute]) -> None:
        for side in (side for dispute in disputes for side in dispute.sides):
            self.add(readable(side.sentence, side.confidence))

    def take(self, claim: Claim) -> None:
        if claim.text in self._texts:  # small models repeat themselves
            return
        self._texts.add(claim.text)
        if claim.text == NOT_ANSWERED:
            return
        checked = self._checked(claim)
        if checked.verdict in PROVEN and checked.source is not None:
            self.is_begun = True
            if checked.verdict is Verdict.REPAIRED:
                self._quote(checked.source)
            elif place(checked.source) not in self._given:
                self._say(Statement(checked.text, checked.source, checked.verdict))
        else:
            self.dropped.append(checked)

    def _quote(self, source: Sentence) -> None:
        """The article's own sentences, each once."""
        for statement in readable(source):
            if place(statement.source) not in {place(said.source) for said in self.statements}:
                self._say(replace(statement, verdict=Verdict.REPAIRED))

    def finish(self) -> None:
        """Raises ModelUnavailable for a reply that is neither an answer nor says that there is none."""
        if not self._texts:
            raise ModelUnavailable("The model server sent an empty reply.")
        if not self.is_begun and NOT_ANSWERED not in self._texts:
            raise ModelUnavailable("The articles prove nothing of what the model wrote.")

    def _say(self, statement: Statement) -> None:
        self.statements.append(statement)
        self._show(statement.line(len(self.statements)), Form.FACT)

    def _checked(self, claim: Claim) -> Checked:
        """Markers of passages that do not exist are as if they were not there."""
        cited = [self._passages[n - 1] for n in claim.markers if 1 <= n <= len(self._passages)]
        others = [passage for passage in self._passages if passage not in cited]
        text = self._without_verdict(claim.text)
        if not content_stems(text):  # "It did.": any quote would do
            return Checked(text, Verdict.UNSUPPORTED, None)
        return self._support.check(text, cited, others)

    def _without_verdict(self, text: str) -> str:
        """Where the sides were said first, a yes or no is not the model's to give."""
        verdict = _YES_OR_NO.match(text) if self._given else None
        if not verdict:
            return text
        rest = text[verdict.end() :]
        return f"{rest[:1].upper()}{rest[1:]}"


def _undecided(query: Query, disputes: Iterable[Dispute]) -> Iterator[Dispute]:
    """Those about whether something is so: their sides come first, for no yes may stand alone."""
    asked = {part.text for part in query.parts if part.kind is AnswerType.YES_NO}
    return (one for one in disputes if one.label is Label.DENIED and one.about in asked)
