"""In whose words a model's sentence is shown: its own, the verifier's, or those of the articles.

As it was written only where the verifier, the judge and the exact checks are of one mind; whatever else can
be proven is shown in the words that prove it, and what cannot is left out and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa_bot.answering.verification.cases import Case, Finding, Ruling
from qa_bot.answering.verification.support import (
    Checked,
    Support,
    Verdict,
    entailed,
    misstates,
    shared,
    with_neighbours,
)
from qa_bot.answering.verification.tripwires import invents, is_foreign_to
from qa_bot.models import Judge
from qa_bot.retrieval import Sentence, articles_of
from qa_bot.text import content_stems
from qa_bot.types import Passage

_ENTAILED = 0.15  # by the judge, who is not asked alone; see evals/LOG.md
_PROVEN = 0.5  # by the judge: what is proven elsewhere is not denied there
_RELATED = 0.3  # of the sentence's words in what it cites, to be shown in its place,
_COMMON = 0.5  # and where no verifier has looked at it
_MOST_QUOTES = 2  # in place of one sentence


class Proving:
    """Weighs what the judge, the verifier and the exact checks say of a sentence."""

    def __init__(self, support: Support, judge: Judge | None) -> None:
        self._support = support
        self._judge = judge

    def proven(self, case: Case, finding: Finding | None, passages: Sequence[Passage] = ()) -> Checked:
        """The sentence as it may be shown, and what proves it.

        `finding` is the verifier's, if there is one; `passages` are all that the model was given, for what it
        cites by a wrong number.
        """
        if not content_stems(case.text):  # "It did.": any quote would do
            return Checked(case.text, Verdict.UNSUPPORTED, None)
        if case.verbatim:
            return Checked(case.text, Verdict.SUPPORTED, case.verbatim)
        if not case.cited or (case.is_guessed and finding is None):
            return self._by_the_judge(case, passages)
        if finding is None:
            return (self._holds(case) and _quoted(case, _COMMON)) or self._by_the_judge(case, passages)
        least = _RELATED if finding.ruling is Ruling.NOT_SUPPORTED else 0.0
        shown = self._as_written(case, finding) or (not case.is_guessed and _quoted(case, least))
        return shown or Checked(case.text, Verdict.UNSUPPORTED, None)

    def _as_written(self, case: Case, finding: Finding) -> Checked | None:
        if finding.ruling is Ruling.SUPPORTED and self._holds(case):
            return Checked(case.text, Verdict.PARAPHRASE, case.cited[0], case.cited[1:])
        corrected = replace(case, text=finding.repaired)
        if finding.repaired and self._holds(corrected):
            return Checked(corrected.text, Verdict.CORRECTED, case.cited[0], case.cited[1:])
        return None

    def _holds(self, case: Case) -> bool:
        """Whether nothing exact speaks against it, and the judge does not either."""
        articles = articles_of(case.cited)
        if invents(case.text, articles) or is_foreign_to(case.text, articles):
            return False
        return self._judge is None or entailed(case.text, case.cited, self._judge) >= _ENTAILED

    def differs(self, case: Case, other: Sentence) -> bool:
        """Whether the judge does not find proven there what a verifier finds denied."""
        if self._judge is None or misstates(case.text, other, with_neighbours(other)):
            return True
        return entailed(case.text, [other], self._judge) < _PROVEN

    def _by_the_judge(self, case: Case, passages: Sequence[Passage]) -> Checked:
        cited = list(dict.fromkeys(one.passage for one in case.cited))
        others = [one for one in passages if one not in cited]
        return self._support.check(case.text, cited, others)


def _quoted(case: Case, least: float) -> Checked | None:
    """The words that it cites, the nearest first, where they have so much in common with it."""
    near = sorted(case.cited, key=lambda one: -shared(case.text, one))[:_MOST_QUOTES]
    related = [one for one in near if shared(case.text, one) >= least]
    if not related:
        return None
    return Checked(related[0].reading, Verdict.REPAIRED, related[0], tuple(related[1:]))
