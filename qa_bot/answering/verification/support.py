"""Does a passage prove a sentence, by which verbatim words, and if not, why not?

A quote is looked for by words and by late interaction; then numbers, dates, names, negations and attributions
are compared as such, because vectors hardly tell them apart. Knows nothing of who wrote the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from qa_bot.answering.verification.attribution import attribution_lost, is_in_speech
from qa_bot.answering.verification.names import misnames, names_others
from qa_bot.answering.verification.paraphrase import is_in_the_words_of
from qa_bot.models import Encoder, Excerpt, Judge
from qa_bot.retrieval import Asked, Closeness, Sentence, compared, sentences_of
from qa_bot.text import (
    Dated,
    Quantity,
    any_of,
    content_stems,
    contradicts,
    dated,
    fold,
    miscounts,
    misdates,
    quantities,
    same,
    sentence_spans,
    vocabulary,
    without_quantities,
)
from qa_bot.types import Passage

_QUOTES = 3  # candidates that are compared, most words in common first
# Calibrated by evals/support.py; the log says what each costs and catches.
_MOST_WORDS = 0.85  # share of the sentence's words that the quote has, above which it needs no encoder
_FEWEST_WORDS = 0.3
_HALF = 0.5  # of a clause
_ALIGNED, _WEAKEST = 0.6, 0.3
_BESIDE = 500  # characters in which a quote's neighbours lie
_LIKELY, _SURE = (
    0.5,
    0.95,
)  # entailed, by the judge: enough for the quote, enough for other words than its own
_CLAUSE = re.compile(rf",(?!\d)|[;:()—–]|\b(?:{any_of('conjunctions.clause')}|which|who|where)\b")
_BRACKETED = re.compile(r"\s*\[([^\[\]]*)\]")


class Verdict(StrEnum):
    SUPPORTED = "supported"
    REPAIRED = "repaired"  # another passage supports it, or it is shown in that passage's own words
    UNSUPPORTED = "unsupported"
    ATTRIBUTION_LOST = "attribution lost"
    NUMBER_OR_NAME = "number or name not in the quote"


PROVEN = (Verdict.SUPPORTED, Verdict.REPAIRED)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence, the verdict on it, and the words that prove it or come closest."""

    text: str
    verdict: Verdict
    source: Sentence | None

    @property
    def is_quote(self) -> bool:
        """Whether the text is the article's own."""
        return self.source is not None and self.text == self.source.reading


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a quote makes of a sentence; `sure` where the sentence may be shown as it was written."""

    quote: Sentence
    verdict: Verdict
    sure: bool = False


class Support:
    """Checks sentences one by one; without an encoder by words alone."""

    def __init__(self, encoder: Encoder | None, judge: Judge | None = None) -> None:
        """A judge decides what figures, dates, names and speakers leave open; without one words do."""
        self._encoder = encoder
        self._judge = judge

    def check(self, text: str, cited: Sequence[Passage], others: Sequence[Passage] = ()) -> Checked:
        """The verdict on one sentence without its citation markers.

        What is proven, but not clearly in the words of its proof, comes back as the proof's own words.
        """
        by_cited = self._checked(text, cited)
        if by_cited.verdict in PROVEN or not others:
            return by_cited
        by_others = self._checked(text, others)
        return replace(by_others, verdict=Verdict.REPAIRED) if by_others.verdict in PROVEN else by_cited

    def _checked(self, text: str, passages: Sequence[Passage]) -> Checked:
        sentences = [sentence for passage in passages for sentence in sentences_of(passage)]
        if verbatim := next((sentence for sentence in sentences if is_verbatim(text, sentence)), None):
            return Checked(text, Verdict.SUPPORTED, verbatim)
        found = [self._compared(text, quote) for quote in likeliest(text, sentences)]
        proven = [one for one in found if one.verdict is Verdict.SUPPORTED]
        if sure := next((one for one in proven if one.sure), None):
            return Checked(text, Verdict.SUPPORTED, sure.quote)
        if proven:
            return _in_words_of_quote(proven[0].quote)
        unproven = (Checked(text, one.verdict, one.quote) for one in found)
        return next(unproven, Checked(text, Verdict.UNSUPPORTED, None))

    def _compared(self, text: str, quote: Sentence) -> _Compared:
        return self._judged(self._judge, text, quote) if self._judge else self._by_words(text, quote)

    def _judged(self, judge: Judge, text: str, quote: Sentence) -> _Compared:
        """What no rule forbids is shown as written, if the judge is sure or its words are the quote's."""
        beside = with_neighbours(quote)
        if misstates(text, quote, beside):
            return _Compared(quote, Verdict.NUMBER_OR_NAME)
        entailed = judge.judge(beside, text).entailed
        if entailed < _LIKELY:
            return _Compared(quote, Verdict.UNSUPPORTED)
        sure = entailed >= _SURE or (not misnames(text, quote) and _is_in_its_words(text, quote))
        lost = attribution_lost(text, quote.text, in_speech=_inside_speech(quote))
        return _Compared(quote, Verdict.SUPPORTED, sure=sure and not lost)

    def _by_words(self, text: str, quote: Sentence) -> _Compared:
        if _share(text, quote) < _FEWEST_WORDS:
            return _Compared(quote, Verdict.UNSUPPORTED)
        if _changes_figures(text, quote) or misnames(text, quote):
            return _Compared(quote, Verdict.NUMBER_OR_NAME)
        if attribution_lost(text, quote.text, in_speech=_inside_speech(quote)):
            return _Compared(quote, Verdict.ATTRIBUTION_LOST)
        if contradicts(text, quote.reading) or not self._says_the_same(text, quote):
            return _Compared(quote, Verdict.UNSUPPORTED)
        return _Compared(quote, Verdict.SUPPORTED, sure=_is_in_its_words(text, quote))

    def _says_the_same(self, text: str, quote: Sentence) -> bool:
        """Whether what the quote does not have word by word has its like in it, clause by clause."""
        if _share(text, quote) < _MOST_WORDS and not self._is_close(text, quote, _WEAKEST):
            return False
        clauses = [clause for clause in _CLAUSE.split(text) if _stems(clause)]
        new = (clause for clause in clauses if _share(clause, quote) <= _HALF)
        return len(clauses) == 1 or all(self._is_close(clause, quote, 0.0) for clause in new)

    def _is_close(self, text: str, quote: Sentence, weakest: float) -> bool:
        if self._encoder is None:
            return False
        close = self._closeness(self._encoder, text, quote)
        return close.alignment >= _ALIGNED and close.weakest >= weakest

    def _closeness(self, encoder: Encoder, text: str, quote: Sentence) -> Closeness:
        stated, quoted = encoder.encode((text, quote.reading))
        (sentence,) = compared([quote], [Asked(stated)], [quoted])
        return sentence.closeness[0]


def _in_words_of_quote(quote: Sentence) -> Checked:
    """One word in place of another ("killed", "arrested") is not seen by every check, but by the reader."""
    return Checked(quote.reading, Verdict.REPAIRED, quote)


def is_verbatim(text: str, quote: Sentence) -> bool:
    """Whether the text is the whole quote, but for markup and words in brackets that its passage has too."""
    inserted = _BRACKETED.findall(text)
    bare = _plain(_BRACKETED.sub("", text)) if inserted else _plain(text)
    known = all(one in quote.passage.article.text for one in inserted)
    return known and bare in (_plain(quote.text), _plain(quote.reading))


def _plain(text: str) -> str:
    return " ".join(fold(text).split()).strip(' .“”"')


def likeliest(text: str, sentences: Sequence[Sentence], most: int = _QUOTES) -> list[Sentence]:
    """The quotes that have most of the words; of equals the shortest.

    A sentence that has all of them decides alone: more around it would only lend it another number or name.
    """
    whole = [sentence for sentence in sentences if _share(text, sentence) == 1.0]
    quotes = whole or [*sentences, *_pairs(sentences)]
    ranked = sorted(quotes, key=lambda quote: (-_share(text, quote), quote.end - quote.start))
    return ranked[:most]


def _pairs(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Each sentence with the one after it: what "he" and "this" refer to stands before."""
    for first, second in pairwise(sentences):
        if first.passage is second.passage:
            yield replace(first, end=second.end)


def _share(text: str, quote: Sentence) -> float:
    """The share of the text's words that the quote has, in any spelling."""
    return vocabulary(quote.reading, quote.passage.article.kept).share(_stems(text))


@lru_cache(maxsize=1_000)
def _stems(text: str) -> tuple[str, ...]:
    """Without numbers and dates, which are compared as such."""
    return tuple(content_stems(without_quantities(dated(text).rest)))


def misstates(text: str, quote: Sentence, beside: Excerpt) -> bool:
    """Whether it has a figure or date that the quote does not have, or a name that nothing beside it has."""
    around = f"{beside.about}\n{beside.text}"
    return _changes_figures(text, quote) or names_others(text, around, quote.passage.article)


def _is_in_its_words(text: str, quote: Sentence) -> bool:
    return is_in_the_words_of(text, quote.reading) and not contradicts(text, quote.reading)


def _changes_figures(text: str, quote: Sentence) -> bool:
    stated, quoted = dated(text), dated(quote.reading)
    if misdates(stated, quoted, quote.passage.article.published):
        return True
    counts, known = quantities(stated.rest), quantities(quoted.rest)
    return miscounts(counts, known) or any(_is_of_another_day(one, stated, known, quoted) for one in counts)


def _is_of_another_day(one: Quantity, stated: Dated, known: Sequence[Quantity], quoted: Dated) -> bool:
    """Of several dates in the quote, another one stands with the number."""
    if len(stated.days) != 1 or len(quoted.days) < 2:
        return False
    nearest = (quoted.nearest(other.start) for other in same(one, known))
    return not any(day and stated.days[0].within(day, None) for day in nearest)


def with_neighbours(quote: Sentence) -> Excerpt:
    """What "he" and "then" in the quote refer to stands beside it."""
    text = quote.passage.article.text
    first, last = max(0, quote.start - _BESIDE), min(len(text), quote.end + _BESIDE)
    whole = [
        (a, b)
        for a, b in sentence_spans(text, first, last)
        if (a > first or not a) and (b < last or b == len(text))
    ]
    start = max((a for a, b in whole if b <= quote.start), default=quote.start)
    end = min((b for a, b in whole if a >= quote.end), default=quote.end)
    return Excerpt.of(quote.passage.article, text[start:end])


def _inside_speech(quote: Sentence) -> bool:
    passage = quote.passage
    return is_in_speech(quote.text, passage.article.text[passage.chunk.start : quote.start])
