"""What a composer is given, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qa_bot.answering.disagreement.detection import Dispute
from qa_bot.answering.draft import Statement
from qa_bot.answering.selection.confidence import Rated
from qa_bot.query import Part
from qa_bot.retrieval import Evidence, Sentence
from qa_bot.settings import AnswerSettings
from qa_bot.types import Form


@dataclass(frozen=True, slots=True)
class Material:
    """All that is known for one part of a question."""

    part: Part
    index: int  # of the part in the question
    rated: tuple[Rated, ...]  # the sentences read closely, likeliest first
    evidence: Evidence
    settings: AnswerSettings
    budget: int  # sentences of a plain answer

    def speaker(self, sentence: Sentence) -> str:
        """Who says it, by what the ingest read in the article; "" where the article says it itself."""
        told = self.evidence.quotations.get(sentence.passage.article.id, ())
        around = (one for one in told if one.start <= sentence.start and sentence.end <= one.end)
        return next((one.speaker for one in around), "")


@dataclass(frozen=True, slots=True)
class Composed:
    """The lines that answer one part, the answer first; none where nothing does."""

    statements: tuple[Statement, ...]
    form: Form
    disputes: tuple[Dispute, ...] = ()


Composer = Callable[[Material], Composed | None]  # None: nothing for this form; a plain answer may do
