"""Whether a sentence states what is asked, only implies it, or says it of something named alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_bot.answering.disagreement.agents import DOERS
from qa_bot.answering.selection.answer_types import named
from qa_bot.query import AnswerType, Part
from qa_bot.retrieval import Sentence
from qa_bot.text import (
    LENGTHS,
    any_of,
    content_stems,
    names,
    quantities,
    same,
    stem,
    vocabulary,
    words,
)

_CIRCUMSTANCE = re.compile(rf"[“\"(]?{any_of('conjunctions.circumstance')}\b[^,]{{8,160}},\s", re.IGNORECASE)
_IS = any_of("auxiliaries.asking.be")
_ASKS_WHO_DOES = re.compile(
    rf"\b(?:who|{any_of('question_words.thing')}\s+\w+(?:\s\w+)?)\s+(?:{any_of('adverbs.asking')}\s+)?"
    rf"(?:{any_of('auxiliaries.asking.have', 'auxiliaries.asking.be')}\s+)?(\w+)",
    re.IGNORECASE,
)
_OF_OR_BY = re.compile(r"\W*(?:of|by)\b")
_BESIDE = 12  # characters between a name and its verb
_GIVES_REASON = re.compile(rf"\b{any_of('reasons.outright')}\b", re.IGNORECASE)
_ASKS_AGE = re.compile(r"how old\b", re.IGNORECASE)
_AGE = re.compile(r"\b\d{1,3}[- ]years?[- ]olds?\b|\baged?\s+\d|,\s\d{1,3},", re.IGNORECASE)
_ASKS_WHAT_IT_IS = re.compile(
    rf"(?:what|who)\s+{_IS}\s+(?:an?\s+|the\s+(?-i:(?=[A-Z])))?(?!the\b)"
    r"(?P<what>[\w’'.&-]+(?:\s[\w’'.&-]+){0,3})",
    re.IGNORECASE,
)
_IS_A = rf"(?:\s\([^()]*\))?\s{_IS}\s(?:an?|the|one)\b"
_WHO_IS = r"(?:\s\([^()]*\))?,\s(?:an?|the|who|which|whose)\b"  # behind a name
_CALLED = rf"\b(?:{any_of('introductions.called')}|known\sas)\s[“\"‘']?"
_UNFINISHED = re.compile(
    r"^(?![-*+•#|]|\d{1,2}[.)]\s).*[^\s.!?:;…”\"'’*_)\]]$", re.DOTALL
)  # and no list item
_LONGEST_HEADLINE = 16  # words
# Odds that it answers, against those of any other sentence.
_IMPLIED, _OUTRIGHT, _CERTAIN = 0.5, 3.0, 20.0


def odds(part: Part, sentence: str) -> float:
    """By how much it is likelier to answer than its words alone tell; below 1 where it is less likely."""
    if is_of_another_name(part, sentence) or says_in_passing(part, sentence):
        return _IMPLIED
    if part.kind is AnswerType.MEANING:
        return _CERTAIN  # where it has none of the kind, it is no candidate
    return _OUTRIGHT if _states(part, sentence) else 1.0


def _states(part: Part, sentence: str) -> bool:
    if part.kind is AnswerType.DURATION:
        return _tells_length(part, sentence)
    if part.kind is AnswerType.REASON:
        return bool(_GIVES_REASON.search(sentence))
    if _ASKS_AGE.match(part.text):
        return bool(_AGE.search(sentence))
    if asked := _ASKS_WHAT_IT_IS.fullmatch(part.text):
        return introduces(asked["what"], sentence)
    return names_who_does(part, sentence)


def introduces(what: str, sentence: str) -> bool:
    """Whether it says what somebody or something is: "Orrin, a pilot, …", "a pilot boat is a …"."""
    named = not what.islower()
    name = re.escape(what.split()[-1] if named else what)
    says = rf"(?:{_IS_A}|{_WHO_IS})" if named else _IS_A
    return bool(re.search(rf"\b{name}{says}|{_CALLED}(?:the\s+)?{name}\b", sentence, re.IGNORECASE))


def is_headline(sentence: Sentence) -> bool:
    """Whether it is a line of its own that ends without a full stop: a heading, a byline, a caption."""
    text = sentence.passage.article.text
    alone = not text[text.rfind("\n", 0, sentence.start) + 1 : sentence.start].strip()
    ends = text[sentence.end : sentence.end + 1] in ("", "\n")
    return (
        alone
        and ends
        and bool(_UNFINISHED.search(sentence.text))
        and len(sentence.text.split()) <= _LONGEST_HEADLINE
    )


def _tells_length(part: Part, sentence: str) -> bool:
    """Whether it has a new number of days, or of metres; words such as "since May" may tell it as well."""
    asked = quantities(part.text)
    return any(one.dimension in LENGTHS and not same(one, asked) for one in quantities(sentence))


def says_in_passing(part: Part, sentence: str) -> bool:
    """Whether more of what is asked stands in the circumstance it opens with than in what it states."""
    opening = _CIRCUMSTANCE.match(sentence)
    if not opening:
        return False
    asked = set(part.stems)
    passing, stated = (
        asked.intersection(content_stems(text)) for text in (opening.group(), sentence[opening.end() :])
    )
    return len(passing - stated) > len(stated - passing)


def is_of_another_name(part: Part, sentence: str) -> bool:
    """Whether it names another of the same class in place of a name that is asked about."""
    said = vocabulary(sentence, "")
    asked = [content_stems(name) for name in part.names if not said.has_name(name)]
    others = [content_stems(name) for name in names(sentence)]
    return any(_is_rival(one, other) for one in asked for other in others)


def _is_rival(one: list[str], other: list[str]) -> bool:
    return min(len(one), len(other)) > 1 and one[-1] == other[-1] and len({*one} & {*other}) == 1


def names_who_does(part: Part, sentence: str) -> bool:
    """Whether a name that the question lacks stands before its verb, or after it with "of" or "by"."""
    verb = _ASKS_WHO_DOES.search(part.text) if part.kind in DOERS else None
    if not verb:
        return False
    places = [(word.start, word.end) for word in words(sentence) if stem(word.text) == stem(verb[1])]
    return any(
        0 <= start - right <= _BESIDE or (0 <= left - end <= _BESIDE and bool(_OF_OR_BY.match(sentence, end)))
        for start, end in places
        for left, right in _new_names(part, sentence)
    )


def _new_names(part: Part, sentence: str) -> Iterator[tuple[int, int]]:
    """Where they stand, the first word of the sentence among them."""
    for name in filter(part.lacks, named(sentence)):
        start = sentence.index(name)
        yield start, start + len(name)
