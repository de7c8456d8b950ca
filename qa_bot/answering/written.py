"""What of a model's reply has been proven and shown so far, and what else its reader must know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from qa_bot.answering.claims import Claim
from qa_bot.answering.context import Context
from qa_bot.answering.decontextualization import leans, readable
from qa_bot.answering.disagreement.detection import Dispute
from qa_bot.answering.draft import Numbers, Show, Statement, place
from qa_bot.answering.prompts import NOT_ANSWERED, NOT_STATED
from qa_bot.answering.selection.confidence import Rated
from qa_bot.answering.verification.cases import Case, Finding
from qa_bot.answering.verification.proving import Proving
from qa_bot.answering.verification.support import PARAPHRASED, PROVEN, Checked, Verdict, repeated, shared
from qa_bot.errors import ModelUnavailable
from qa_bot.query import Query
from qa_bot.retrieval import Sentence
from qa_bot.text import PARAPHRASED as SIGN
from qa_bot.text import content_stems, sentence_spans
from qa_bot.types import Form

_ELSEWHERE = 3  # sentences that may say otherwise than one of the model
_GUESSED = 3  # sentences that may prove one without a citation
_RELATED = 0.3  # of its words in each of them
_YES_OR_NO = re.compile(r"(?:yes|no)\b[\s,.;:!–—-]*", re.IGNORECASE)
_LEGEND = f"{SIGN} marks what is said in the model's words, verified against what it cites."
_LEFT_OUT = "{} sentence of the model was left out, for no article proves it; `why` shows it."
_SEVERAL_LEFT_OUT = "{} sentences of the model were left out, for no article proves them; `why` lists them."
_QUOTED = "{} sentence of the model stands in the articles' words."
_SEVERAL_QUOTED = "{} sentences of the model stand in the articles' words."
LEFT_OPEN = "The articles leave a part of the question open."


class Written:
    """Statements in the order in which they are shown."""

    def __init__(self, query: Query, proving: Proving, show: Show) -> None:
        self.statements: list[Statement] = []
        self.dropped: list[Checked] = []
        self.form = Form.FACT
        self.disputes: list[Dispute] = []  # that the verifier found, beside those of the context
        self.context = Context.of(())
        self._query = query
        self._proving = proving
        self._show = show
        self._numbers = Numbers()
        self._texts: set[str] = set()
        self._given: set[tuple[str, int]] = set()  # where the articles' own sentences stand
        self._left_open: list[str] = []
        self._shown = 0  # of the model's sentences,
        self._quoted = 0  # of those in the articles' words alone
        self._is_unbroken = False  # the model's last sentence is shown in its own words

    @property
    def _all_disputes(self) -> tuple[Dispute, ...]:
        return (*self.context.disputes, *self.disputes)

    @property
    def is_begun(self) -> bool:
        return self._shown > 0

    def add(self, statements: Iterable[Statement]) -> None:
        """The articles' own sentences, where nothing said so far is taken from them."""
        for statement in statements:
            if place(statement.source) not in self._said():
                self._given.add(place(statement.source))
                self._say(statement)

    def add_sides(self, disputes: Iterable[Dispute]) -> None:
        for side in (side for dispute in disputes for side in dispute.sides):
            self.add(readable(side.sentence, side.confidence))

    def case(self, claim: Claim) -> Case | None:
        """What is to be proven of it; None where nothing is."""
        text = self._without_verdict(claim.text)
        if text in self._texts:  # small models repeat themselves
            return None
        self._texts.add(text)
        if text.startswith(NOT_STATED):
            self._left_open.append(self._open_part(text))
        if text == NOT_ANSWERED or text.startswith(NOT_STATED):
            return None
        cited = self.context.cited(claim.markers)
        if verbatim := repeated(text, chain(cited, self.context.sentences)):
            return Case(text, cited, verbatim=verbatim)
        related = self._nearest(text)
        nearest = cited or tuple(related[:_GUESSED])
        elsewhere = [one for one in related if one not in nearest][:_ELSEWHERE]
        return Case(text, nearest, tuple(elsewhere), is_guessed=not cited)

    def take(self, case: Case, finding: Finding | None) -> None:
        """Shows the sentence in the words that may be shown, or keeps that it was dropped."""
        checked = self._proving.proven(case, finding, self.context.passages)
        if checked.source is None or checked.verdict not in (*PROVEN, *PARAPHRASED):
            self._is_unbroken = False
            self.dropped.append(checked)
            return
        self._shown += 1
        differing = finding.differing if finding else ()
        self._show_checked(case, checked)
        self._add_differing(checked.source, [one for one in differing if self._proving.differs(case, one)])

    def _show_checked(self, case: Case, checked: Checked) -> None:
        assert checked.source is not None
        is_own = checked.verdict in PARAPHRASED and (self._is_unbroken or not leans(checked.text))
        self._is_unbroken = is_own or checked.text == case.text
        if is_own:
            self._say_once(Statement(checked.text, checked.source, checked.verdict, beside=checked.beside))
        elif checked.verdict is Verdict.SUPPORTED:
            self._say_once(Statement(checked.text, checked.source, checked.verdict))
        else:
            self._quoted += 1
            self._quote(checked, case.text)

    def finish(self) -> None:
        """Raises ModelUnavailable for a reply that is no answer, nor says that there is none."""
        if not self._texts:
            raise ModelUnavailable("The model server sent an empty reply.")
        written = self._shown + len(self.dropped)
        if not self._shown and (written or not (NOT_ANSWERED in self._texts or self._left_open)):
            raise ModelUnavailable("The articles prove nothing of what the model wrote.")
        if 2 * len(self.dropped) > written:
            raise ModelUnavailable(
                f"The articles prove only {self._shown} of the {written} sentences that the model wrote."
            )

    def notice(self) -> str:
        """What was left out, what is left open, and what the sign means."""
        told = list(dict.fromkeys(self._left_open))
        if self.dropped and self._shown:
            several = len(self.dropped) > 1
            told.append((_SEVERAL_LEFT_OUT if several else _LEFT_OUT).format(len(self.dropped)))
        if self._quoted:
            told.append((_SEVERAL_QUOTED if self._quoted > 1 else _QUOTED).format(self._quoted))
        if any(one.verdict in PARAPHRASED for one in self.statements):
            told.append(_LEGEND)
        return " ".join(told)

    def _nearest(self, text: str) -> list[Sentence]:
        """The sentences that are most likely to be about the same."""
        related = [(shared(text, one), one) for one in self.context.sentences]
        best = sorted((one for one in related if one[0] >= _RELATED), key=lambda one: -one[0])
        return [one for _, one in best]

    def _add_differing(self, source: Sentence, differing: Iterable[Sentence]) -> None:
        """What another article says to the contrary stands behind what was said, in its own words."""
        for other in differing:
            sides = {place(source), place(other)}
            if any(sides <= {place(side.sentence) for side in one.sides} for one in self._all_disputes):
                continue
            self.disputes.append(Dispute(self._query.text, (Rated(source, 1.0), Rated(other, 1.0)), None))
            self.add(readable(other))

    def _said(self) -> set[tuple[str, int]]:
        return {place(one) for said in self.statements for one in said.sources}

    def _say(self, statement: Statement) -> None:
        self.statements.append(statement)
        self._show(statement.line(*self._numbers.of(statement)), self.form)

    def _say_once(self, statement: Statement) -> None:
        """Unless all that it is taken from was told before in the articles' words."""
        if self._given.issuperset(map(place, statement.sources)):
            self._note(statement.source, statement.text)
        else:
            self._say(statement)

    def _quote(self, checked: Checked, instead: str) -> None:
        """The articles' own sentences, each once, in place of the model's."""
        before = len(self.statements)
        for source in (one for one in (checked.source, *checked.beside) if one):
            for statement in readable(source):
                if place(statement.source) not in self._said():
                    self._say(replace(statement, verdict=Verdict.REPAIRED, instead=instead))
        if len(self.statements) == before and checked.source:
            self._note(checked.source, instead)

    def _note(self, source: Sentence, instead: str) -> None:
        """Keeps what the model wrote beside the sentence that has told it before."""
        for n, told in enumerate(self.statements):
            if place(source) in map(place, told.sources) and told.text != instead:
                self.statements[n] = replace(told, instead=" ".join(filter(None, (told.instead, instead))))
                return

    def _without_verdict(self, text: str) -> str:
        """Where the sides were said first, a yes or no is not the model's to give."""
        verdict = _YES_OR_NO.match(text) if self._given else None
        if not verdict:
            return text
        rest = text[verdict.end() :]
        return f"{rest[:1].upper()}{rest[1:]}"

    def _open_part(self, text: str) -> str:
        """Of what it says is not stated, the first sentence, in words of the question alone."""
        end = next((end for _, end in sentence_spans(text)), len(text))
        said = text[:end]
        words = content_stems(said.removeprefix(NOT_STATED))
        return said if words and set(words) <= set(content_stems(self._query.text)) else LEFT_OPEN
