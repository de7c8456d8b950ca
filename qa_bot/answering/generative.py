"""Answers that a model writes: each sentence leaves once a passage proves it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import date

from qa_bot.answering.claims import Claim, claims
from qa_bot.answering.draft import Draft, Show, Statement, unseen
from qa_bot.answering.extractive import Extractive
from qa_bot.answering.prompts import NOT_ANSWERED, Prompt, answer_prompt
from qa_bot.answering.support import Checked, Support, Verdict
from qa_bot.errors import ModelUnavailable
from qa_bot.models import chat_key
from qa_bot.retrieval import Evidence
from qa_bot.settings import GenerativeSettings
from qa_bot.types import Passage, Question

_PROVEN = (Verdict.SUPPORTED, Verdict.REPAIRED)


class Generative:
    """Asks a model; no question is lost to it."""

    name = "openai"

    def __init__(self, settings: GenerativeSettings, support: Support, fallback: Extractive) -> None:
        """Raises ModelUnavailable where nothing says which server to ask."""
        self._settings = settings
        self._key = chat_key(settings)
        self._support = support
        self._fallback = fallback

    def answer(self, question: Question, evidence: Evidence, show: Show = unseen) -> Draft:
        """The model's proven sentences, or the fallback's draft with a notice.

        `show` gets each sentence as soon as it is proven; if the model breaks off after it, the draft has
        the fallback's sentences instead.
        """
        passages = evidence.passages[: self._settings.passages]
        if not passages:
            return Draft((), self.name)
        prompt = answer_prompt(question, passages, date.today(), self._settings.sentences)
        written = _Written(passages, self._support, show)
        try:
            # Only cancelling ends a silent stream, or a wait before the next attempt, in time.
            asyncio.run(self._write(prompt, written))
            draft = Draft(tuple(written.statements), self.name)
        except ModelUnavailable as error:
            fallback = self._fallback.answer(question, evidence, show)
            draft = replace(fallback, notice=f"{error} This is the extractive answer.")
        return replace(
            draft, dropped=tuple(written.dropped), model=self._settings.model, prompt_hash=prompt.hash
        )

    async def _write(self, prompt: Prompt, written: _Written) -> None:
        from qa_bot.answering.chat_model import OpenAIChat

        seconds = self._settings.timeout_s
        chat = OpenAIChat(self._settings, self._key)
        try:
            async with asyncio.timeout(seconds), aclosing(chat.stream(prompt.system, prompt.user)) as reply:
                async for claim in claims(reply):
                    written.take(claim)
        except TimeoutError:
            raise ModelUnavailable(f"The model server took longer than {seconds:g} s.") from None
        written.finish()


class _Written:
    """What has been checked of a reply so far."""

    def __init__(self, passages: Sequence[Passage], support: Support, show: Show) -> None:
        self.statements: list[Statement] = []
        self.dropped: list[Checked] = []
        self._passages = passages
        self._support = support
        self._show = show
        self._texts: set[str] = set()

    def take(self, claim: Claim) -> None:
        if claim.text in self._texts:  # small models repeat themselves
            return
        self._texts.add(claim.text)
        if claim.text == NOT_ANSWERED:
            return
        checked = self._checked(claim)
        if checked.verdict in _PROVEN and checked.source is not None:
            self.statements.append(Statement(checked.text, checked.source, checked.verdict))
            self._show(self.statements[-1])
        else:
            self.dropped.append(checked)

    def finish(self) -> None:
        """Raises ModelUnavailable for a reply that is neither an answer nor says that there is none."""
        if not self._texts:
            raise ModelUnavailable("The model server sent an empty reply.")
        if not self.statements and NOT_ANSWERED not in self._texts:
            raise ModelUnavailable("The articles prove nothing of what the model wrote.")

    def _checked(self, claim: Claim) -> Checked:
        """Markers of passages that do not exist are as if they were not there."""
        cited = [self._passages[n - 1] for n in claim.markers if 1 <= n <= len(self._passages)]
        others = [passage for passage in self._passages if passage not in cited]
        return self._support.check(claim.text, cited, others)
