"""The dates, figures or names with which a sentence answers a question, and whether those of two exclude
each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from qa_bot.answering.dates import Day, dated
from qa_bot.answering.quantities import Quantity, quantities, same
from qa_bot.question import Kind, Part
from qa_bot.reranking import Sentence
from qa_bot.vocabulary import vocabulary
from qa_bot.words import content_stems, joined, names, same_spelling

NAMES = frozenset({Kind.PERSON, Kind.GROUP, Kind.PLACE})
FIGURES = frozenset({Kind.COUNT, Kind.AMOUNT, Kind.SHARE})

_PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_RULED_OUT = re.compile(  # "46 million, not 40 million", "21, up from 14"
    r"\b(?:not|instead of|rather than|(?:up|down|corrected|revised) from)\s+(?:about\s+|some\s+|around\s+)?$",
    re.IGNORECASE,
)
_TALLY = re.compile(  # "the number of passengers has risen to 180"
    r"\bnumber of (.*)\b(?:to|at|is|was|reached)\s+(?:about\s+|some\s+|around\s+|at least\s+)?$",
    re.IGNORECASE,
)
_KIN = 5  # letters that two stems of one root share


@dataclass(frozen=True, slots=True)
class Values:
    """What of a sentence may be the answer; of one kind, the others are empty."""

    dates: tuple[Day, ...] = ()
    figures: tuple[Quantity, ...] = ()
    names: tuple[str, ...] = ()
    published: date | None = None

    def __bool__(self) -> bool:
        return bool(self.dates or self.figures or self.names)

    def excludes(self, other: Values) -> bool:
        """Whether both cannot be right: no value is given by both, and figures are of one dimension."""
        return self._compares(other) and not self._agrees(other)

    def _agrees(self, other: Values) -> bool:
        """Whether one is given by both: rounded, converted, less exact or spelled otherwise."""
        return (
            any(_same_date(a, self, b, other) for a in self.dates for b in other.dates)
            or any(same(a, [b]) or same(b, [a]) for a in self.figures for b in other.figures)
            or any(_same_name(a, b) for a in self.names for b in other.names)
        )

    def _compares(self, other: Values) -> bool:
        dimensions = {figure.dimension for figure in self.figures}
        return not self.figures or any(figure.dimension in dimensions for figure in other.figures)


def share_asked(part: Part, sentence: Sentence, *, is_introduced: bool) -> float:
    """The share of the question's words that the sentence has, "directed" for "director" too.

    In an article that introduces what is asked about, a pronoun stands for its name.
    """
    text = sentence.reading
    if is_introduced and _PRONOUN.search(text):
        text = " ".join((text, *part.names))
    said = vocabulary(text, sentence.passage.article.kept)
    found = [
        word for word in part.stems if said.has_word(word) or any(_is_kin(word, own) for own in said.stems)
    ]
    return len(found) / (len(part.stems) or 1)


def _is_kin(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _KIN and (one.startswith(other) or other.startswith(one))


def values_of(part: Part, sentence: Sentence) -> Values:
    """Those of the kind that is asked for, without what the question says itself."""
    text = sentence.reading
    if part.kind is Kind.DATE:
        return Values(dates=_dates(part, text), published=sentence.passage.article.published)
    if part.kind in FIGURES:
        return Values(figures=_figures(part, text))
    if part.kind in NAMES:
        return Values(names=_new_names(part, text))
    return Values()


def _dates(part: Part, text: str) -> tuple[Day, ...]:
    asked = dated(part.text).days
    return tuple(day for day in dated(text).days if not any(day.within(one, None) for one in asked))


def _figures(part: Part, text: str) -> tuple[Quantity, ...]:
    asked = quantities(part.text)
    rest = dated(text).rest
    found = [
        one
        for one in quantities(rest)
        if not (same(one, asked) or one.dimension == "ordinal" or _RULED_OUT.search(rest[: one.start]))
    ]
    if part.kind is Kind.COUNT:
        found = [one for one in found if part.counted in one.counted | _tallied(rest[: one.start])]
    if part.kind is Kind.SHARE:
        found = [one for one in found if one.dimension == "%"]
    return tuple(found)


def _tallied(before: str) -> set[str]:
    """Stems of what a figure counts that comes after "the number of"."""
    tally = _TALLY.search(before)
    return set(content_stems(tally[1])) if tally else set()


def _new_names(part: Part, text: str) -> tuple[str, ...]:
    return tuple(name for name in names(text) if set(content_stems(name)) - set(part.stems))


def _same_date(a: Day, of_a: Values, b: Day, of_b: Values) -> bool:
    """Whether nothing that both say differs; a year left out beside a month is that of the publication."""
    said = ((a.day, b.day), (a.month, b.month), (_year(a, of_a), _year(b, of_b)))
    return all(one == other for one, other in said if one is not None and other is not None)


def _year(day: Day, of: Values) -> int | None:
    return day.year or (of.published.year if of.published and day.month else None)


def _same_name(a: str, b: str) -> bool:
    """In any spelling, or by a part of it."""
    return bool(set(content_stems(a)) & set(content_stems(b))) or same_spelling(joined(a), joined(b))
