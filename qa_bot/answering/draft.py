"""What an answerer hands back: proven sentences, and how they came about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from qa_bot.answering.disagreement.detection import Dispute
from qa_bot.answering.verification.support import PARAPHRASED, Checked
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
    beside: tuple[Sentence, ...] = ()  # what else it is taken from
    instead: str = ""  # what a model wrote, in whose place it stands

    @property
    def sources(self) -> tuple[Sentence, ...]:
        return self.source, *self.beside

    def line(self, *numbers: int) -> Line:
        """As a line that citations with these numbers prove."""
        paraphrase = self.verdict in PARAPHRASED
        return Line(self.text, numbers, self.words, self.value, self.unit, self.date, paraphrase)


class Numbers:
    """The numbers of citations: a sentence of an article has one, from 1 in the order of first use."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, int], int] = {}

    def of(self, statement: Statement) -> tuple[int, ...]:
        return tuple(self._of.setdefault(place(one), len(self._of) + 1) for one in statement.sources)

    def lines(self, statements: Iterable[Statement]) -> Iterator[Line]:
        return (one.line(*self.of(one)) for one in statements)


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
        """The disputes in the numbers under which the statements are cited."""
        numbers = Numbers()
        cited = [(statement, numbers.of(statement)) for statement in self.statements]
        return tuple(
            Disagreement(one.about, tuple(self._sides(one, cited)), one.label) for one in self.disputes
        )

    @staticmethod
    def _sides(dispute: Dispute, cited: Sequence[tuple[Statement, tuple[int, ...]]]) -> Iterator[Side]:
        for side, voices in zip(dispute.sides, dispute.voices or repeat(1), strict=False):
            at = place(side.sentence)
            told, numbers = next(one for one in cited if at in map(place, one[0].sources))
            n = next(n for n, one in zip(numbers, told.sources, strict=True) if place(one) == at)
            is_own = told.verdict in PARAPHRASED  # which may tell of both sides at once
            says = side.sentence.reading if is_own else told.text.removeprefix(told.lead).lstrip()
            article = side.sentence.passage.article
            yield Side(says, (n,), told.speaker or article.outlet or "", article.published, voices)


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
