"""Does a passage prove a sentence, by which verbatim words, and if not, why not?

Figures, dates and names are compared exactly, because models hardly tell them apart; the rest is the judge's.
What is proven is shown in the words that prove it. Knows nothing of who wrote the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from qa_bot.answering.verification.names import names_others
from qa_bot.models import Encoder, Excerpt, Judge
from qa_bot.retrieval import Asked, Sentence, compared, sentences_of
from qa_bot.text import (
    Dated,
    Quantity,
    content_stems,
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
_BESIDE = 500  # characters in which a quote's neighbours lie
_ENTAILED = 0.5  # by the judge
# Without a judge: the share of the sentence's words in the quote, enough alone and least; how like they are.
_MOST_WORDS, _FEWEST_WORDS, _ALIGNED = 0.85, 0.3, 0.6
_BRACKETED = re.compile(r"\s*\[([^\[\]]*)\]")


class Verdict(StrEnum):
    SUPPORTED = "supported"
    PARAPHRASE = "supported in other words"  # so the verifier and the judge
    CORRECTED = "supported after a correction"  # of the verifier's, supported in its turn
    REPAIRED = "repaired"  # shown in the words that prove it, or another passage has it verbatim
    UNSUPPORTED = "unsupported"
    NUMBER_OR_NAME = "number or name not in the quote"


PROVEN = (Verdict.SUPPORTED, Verdict.REPAIRED)
PARAPHRASED = (Verdict.PARAPHRASE, Verdict.CORRECTED)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence, the verdict on it, and the words that prove it or come closest, `beside` them others."""

    text: str
    verdict: Verdict
    source: Sentence | None
    beside: tuple[Sentence, ...] = ()


class Support:
    """Checks sentences one by one; without a judge words in common decide, and an encoder if there is one."""

    def __init__(self, encoder: Encoder | None, judge: Judge | None = None) -> None:
        self._encoder = encoder
        self._judge = judge

    def check(self, text: str, cited: Sequence[Passage], others: Sequence[Passage] = ()) -> Checked:
        """The verdict on one sentence without its citation markers.

        What is proven, but not in the words of its proof, comes back as the proof's own words: one word in
        place of another ("killed", "arrested") is not seen by every check, but by the reader.
        """
        by_cited = self._checked(text, cited)
        if by_cited.verdict in PROVEN or not others:
            return by_cited
        by_others = self._checked(text, others)
        return replace(by_others, verdict=Verdict.REPAIRED) if by_others.verdict in PROVEN else by_cited

    def _checked(self, text: str, passages: Sequence[Passage]) -> Checked:
        sentences = [sentence for passage in passages for sentence in sentences_of(passage)]
        if verbatim := repeated(text, sentences):
            return Checked(text, Verdict.SUPPORTED, verbatim)
        nearest = Checked(text, Verdict.UNSUPPORTED, None)
        for quote in likeliest(text, sentences):
            verdict = self._compared(text, quote)
            if verdict in PROVEN:
                return Checked(quote.reading, verdict, quote)
            if nearest.source is None:
                nearest = Checked(text, verdict, quote)
        return nearest

    def _compared(self, text: str, quote: Sentence) -> Verdict:
        beside = with_neighbours(quote)
        if misstates(text, quote, beside):
            return Verdict.NUMBER_OR_NAME
        if self._judge is None:
            proven = self._says_the_same(text, quote)
        else:
            proven = self._judge.judge(beside, text).entailed >= _ENTAILED
        return Verdict.REPAIRED if proven else Verdict.UNSUPPORTED

    def _says_the_same(self, text: str, quote: Sentence) -> bool:
        share = shared(text, quote)
        if share >= _MOST_WORDS or self._encoder is None:
            return share >= _MOST_WORDS
        return share >= _FEWEST_WORDS and _alignment(self._encoder, text, quote) >= _ALIGNED


def _alignment(encoder: Encoder, text: str, quote: Sentence) -> float:
    stated, quoted = encoder.encode((text, quote.reading))
    (sentence,) = compared([quote], [Asked(stated)], [quoted])
    return sentence.closeness[0].alignment


def is_verbatim(text: str, quote: Sentence) -> bool:
    """Whether the text is the whole quote, but for markup and words in brackets that its passage has too."""
    inserted = _BRACKETED.findall(text)
    bare = _plain(_BRACKETED.sub("", text)) if inserted else _plain(text)
    known = all(one in quote.passage.article.text for one in inserted)
    return known and bare in (_plain(quote.text), _plain(quote.reading))


def repeated(text: str, sentences: Iterable[Sentence]) -> Sentence | None:
    """The first of them that the text is."""
    return next((one for one in sentences if is_verbatim(text, one)), None)


def _plain(text: str) -> str:
    return " ".join(fold(text).split()).strip(' .“”"')


def entailed(text: str, cited: Sequence[Sentence], judge: Judge) -> float:
    """How probably the sentences, each read with its neighbours, prove the text; 0 to 1."""
    excerpts = [with_neighbours(one) for one in cited]
    if len(excerpts) <= 1:
        return max((judge.judge(one, text).entailed for one in excerpts), default=0.0)
    first, *others = excerpts
    behind = (one.text if one.about == first.about else f"{one.about}: {one.text}" for one in others)
    together = Excerpt(first.about, " ".join(dict.fromkeys((first.text, *behind))))
    return max(judge.judge(one, text).entailed for one in (together, *excerpts))


def likeliest(text: str, sentences: Sequence[Sentence], most: int = _QUOTES) -> list[Sentence]:
    """The quotes that have most of the words; of equals the shortest.

    A sentence that has all of them decides alone: more around it would only lend it another number or name.
    """
    whole = [sentence for sentence in sentences if shared(text, sentence) == 1.0]
    quotes = whole or [*sentences, *_pairs(sentences)]
    ranked = sorted(quotes, key=lambda quote: (-shared(text, quote), quote.end - quote.start))
    return ranked[:most]


def _pairs(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Each sentence with the one after it: what "he" and "this" refer to stands before."""
    for first, second in pairwise(sentences):
        if first.passage is second.passage:
            yield replace(first, end=second.end)


def shared(text: str, quote: Sentence) -> float:
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
