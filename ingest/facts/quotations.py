"""Who says what in an article: quotations and reported speech, with the speaker that grammar tells.

Where no speaker is certain there is no quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.facts.sentences import Sentence
from ingest.facts.speakers import Actor, Speakers
from qa_bot.text import HIDDEN, Attribution, attribution, quoted_spans, subject
from qa_bot.types import Article, Quotation

_LONGEST = 2_000  # characters of a sentence that somebody may say
_BACK = 3  # paragraphs in which a pronoun's name is looked for, its own among them
_LINES_BACK = 20
_PRONOUN = re.compile(r"\W*(He|She)\b")


@dataclass(slots=True)
class _Line:
    """A sentence, what stands outside its quotations, and whether these go on from or into another."""

    sentence: Sentence
    outside: str
    opens_inside: bool
    ends_inside: bool
    told: Attribution | None
    speaker: str = ""
    others: tuple[str, ...] = ()  # who speaks behind a semicolon

    @property
    def has_quotation(self) -> bool:
        return HIDDEN in self.outside

    @property
    def begins_with_quotation(self) -> bool:
        return self.outside.startswith(HIDDEN)


def quotations(article: Article, sentences: Sequence[Sentence]) -> tuple[Quotation, ...]:
    """In the order of the text; one that runs over several sentences or paragraphs is one."""
    lines = [*_lines(article.text, sentences)]
    if any(line.told for line in lines):
        _name(lines, Speakers(f"{article.title}\n{article.kept}"))
    return tuple(_quotations(lines))


def _lines(text: str, sentences: Sequence[Sentence]) -> Iterator[_Line]:
    spans = [*quoted_spans(text)]
    at = 0
    for each in sentences:
        while at < len(spans) and spans[at].end <= each.start:
            at += 1
        outside, n = each.text, at
        opens = ends = False
        while n < len(spans) and spans[n].start < each.end:
            span = spans[n]
            start, end = max(span.start, each.start) - each.start, min(span.end, each.end) - each.start
            outside = outside[:start] + HIDDEN * (end - start) + outside[end:]
            opens = opens or span.start < each.start
            ends = span.end > each.end or (span.end == each.end and not span.is_closed)
            n += 1
        told = attribution(outside) if len(outside) <= _LONGEST else None
        yield _Line(each, outside, opens, ends, told)


def _name(lines: Sequence[_Line], speakers: Speakers) -> None:
    """Fills in who speaks; what is told of somebody anywhere holds in the whole article."""
    for line in lines:
        if line.told and line.told.is_name:
            speakers.note(line.told)
    for n, line in enumerate(lines):
        if not line.told:
            if goes_on := _PRONOUN.match(line.outside):  # tells whether the last to act is a man
                speakers.meant(goes_on[1].lower(), _before(lines, n, speakers))
            continue
        if line.told.is_pronoun:
            line.speaker = speakers.meant(line.told.who, _before(lines, n, speakers)) or ""
        else:
            line.speaker = _full(line.told, speakers)
        if ";" in line.outside:
            line.others = tuple(_behind_semicolons(line, speakers))


def _full(found: Attribution, speakers: Speakers) -> str:
    return speakers.full_name(found.who) if found.is_name else speakers.in_role(found.who) or found.who


def _behind_semicolons(line: _Line, speakers: Speakers) -> Iterator[str]:
    for part in line.outside.split(";")[1:]:
        found = attribution(part)
        if found and not found.is_pronoun and (other := _full(found, speakers)) != line.speaker:
            yield other


def _before(lines: Sequence[_Line], n: int, speakers: Speakers) -> Iterator[Actor]:
    """Who acts in the sentence itself, and who spoke or acted in those before it, the last first."""
    if own := _acting(lines[n], speakers):
        yield own
    for line in reversed(lines[max(0, n - _LINES_BACK) : n]):
        if lines[n].sentence.paragraph - line.sentence.paragraph >= _BACK:
            return
        if line.told and line.speaker:
            yield Actor(
                line.speaker,
                is_name=line.told.is_pronoun or line.speaker != line.told.who or line.told.is_name,
            )
        elif not line.told and (acting := _acting(line, speakers)):
            yield acting


def _acting(line: _Line, speakers: Speakers) -> Actor | None:
    found = subject(line.outside)
    if not found or not speakers.is_known(found.who):
        return None
    speakers.note(found)
    return Actor(speakers.full_name(found.who), is_name=True)


def _quotations(lines: Sequence[_Line]) -> Iterator[Quotation]:
    done = 0  # lines before this one are taken
    for n, line in enumerate(lines):
        if not line.speaker or n < done:
            continue
        first, last = n, n
        while first > done and lines[first].opens_inside and not lines[first - 1].told:
            first -= 1
        while last + 1 < len(lines) and _goes_on(lines[last], lines[last + 1]):
            last += 1
        done = last + 1
        direct = any(one.has_quotation for one in lines[first:done])
        yield Quotation(line.speaker, lines[first].sentence.start, lines[last].sentence.end, direct)
        for other in line.others:
            yield Quotation(other, line.sentence.start, line.sentence.end, line.has_quotation)


def _goes_on(line: _Line, following: _Line) -> bool:
    """Whether the same speaker goes on: nobody else is told to, and a quotation does."""
    if following.told:
        return False
    if line.sentence.paragraph == following.sentence.paragraph:
        return following.opens_inside or following.begins_with_quotation
    return line.ends_inside and following.begins_with_quotation
