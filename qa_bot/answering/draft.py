"""What an answerer hands back: proven sentences, and how they came about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat

from qa_bot.answering.disagreement.detection import Dispute
from qa_bot.answering.verification.support import Checked
from qa_bot.retrieval import Sentence
from qa_bot.types import Day, Disagreement, Form, Line, Side


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a draft answer and the sentence of an article it is taken from."""

    text: str
    source: Sentence
    verdict: str = "verbatim"
    confidence: float | None = None  # calibrated, of the sentence it is taken from
    words: str = ""  # those of the sentence that answer
    speaker: str = ""  # who says it, where the article only reports that
    value: float | None = None  # where they are a figure
    unit: str = ""
    date: Day | None = None  # of which it tells
    lead: str = ""  # words of ours before those of the article, as they begin `text`

    def line(self, n: int) -> Line:
        """As a line that its own citation proves, under the number `n`."""
        return Line(self.text, (n,), self.words, self.value, self.unit, self.date)


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before its citations are numbered; without statements an abstention."""

    statements: tuple[Statement, ...]
    answerer: str
    dropped: tuple[Checked, ...] = ()  # what a model wrote and no passage proves
    model: str = ""  # that was asked, if one was
    prompt_hash: str = ""
    form: Form = Form.FACT
    notice: str = ""  # why it is not the answer that was asked for: another answerer, a false premise
    disputes: tuple[Dispute, ...] = ()  # between sentences that statements are taken from

    def disagreements(self) -> tuple[Disagreement, ...]:
        """The disputes in the numbers under which the statements are cited: their places, from 1."""
        return tuple(Disagreement(one.about, tuple(self._sides(one)), one.label) for one in self.disputes)

    def _sides(self, dispute: Dispute) -> Iterator[Side]:
        for side, voices in zip(dispute.sides, dispute.voices or repeat(1), strict=False):
            numbered = enumerate(self.statements, start=1)
            n, told = next(pair for pair in numbered if place(pair[1].source) == place(side.sentence))
            article = told.source.passage.article
            who = told.speaker or article.outlet or ""
            yield Side(told.text.removeprefix(told.lead).lstrip(), (n,), who, article.published, voices)


def place(sentence: Sentence) -> tuple[str, int]:
    """Where a sentence stands: its article and offset."""
    return sentence.passage.article.id, sentence.start


def once(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Of several statements of one sentence the first."""
    said: set[tuple[str, int]] = set()
    for statement in statements:
        if place(statement.source) not in said:
            said.add(place(statement.source))
            yield statement


Show = Callable[[Line, Form], None]


def unseen(line: Line, form: Form) -> None:
    """The `Show` of a caller that waits for the whole draft."""
