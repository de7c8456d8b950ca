"""What was said before: follow-ups made standalone, vague questions asked back.

By rules, without a model and without a search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_bot.query.acts import act_of
from qa_bot.query.analysis import AnswerType, parts_of
from qa_bot.query.ellipsis import completed, slots, without_brackets
from qa_bot.query.small_talk import courtesy
from qa_bot.text import (
    any_of,
    content_stems,
    lexicon,
    names,
    names_inside,
    sentence_spans,
    stem,
    words,
)
from qa_bot.types import Question, Turn

_MOST_PHRASES = 8  # of the last question, in brackets behind a follow-up
_MOST_NAMES = 3  # of the last answer
_OWN_SUBJECT = 3  # words of meaning that can name another subject than the last
_VAGUE = 2  # words of meaning that cannot make up for a pronoun without a referent

_PRONOUN = re.compile(  # "that" only where it stands alone, or as if it were "it"
    rf"\b(?!that\b(?!\W*$|\s+(?:one|did|happen|{any_of('auxiliaries.asking.be')})))"
    rf"(?:{any_of('pronouns.third', 'pronouns.demonstrative')}"
    r"|the same|the others?|the former|the latter|such|another(?=\W*$))\b",
    re.IGNORECASE,
)
# "of that firm", "leads that firm?": not the "that" of "say that he left".
_THAT_ONE = re.compile(
    rf"\b(?:{any_of('auxiliaries.asking', 'prepositions.common', 'prepositions.naming')}\s+that\s+[a-z]+"
    r"|that\s+[a-z]+(?=\W*$))",
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_ANTECEDENT = re.compile(rf"\b{any_of('articles', 'pronouns.own')}\s+\w+", re.IGNORECASE)
_BE = (*lexicon("auxiliaries.asking.be"), "be")
_NOT_BEHIND_BE = "".join(rf"(?<!\b{word} )" for word in _BE)  # a look behind has one length
_THERE = re.compile(  # the place: not in "there is" and "is there"
    rf"{_NOT_BEHIND_BE}\bthere\b"
    rf"(?!\s+{any_of('auxiliaries.asking.be', 'auxiliaries.asking.have', 'auxiliaries.there')}\b)",
    re.IGNORECASE,
)
# "the group", "the miners": known from before, unless more words say which ("the head of …").
_KNOWN_ONE = re.compile(
    r"\bthe\s+(?!(?:most|first|last|next|\w+est)\b)\w+\b"
    rf"(?!\s+(?:{any_of('prepositions.common')}|of|that|who|which|between|\w+ing)\b)",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"(?:{any_of('conjunctions.opening')}|then)\b|(?:what|how) about\b", re.IGNORECASE)
_ASKS = re.compile(
    rf"\b{any_of('question_words', 'auxiliaries.asking.be', 'auxiliaries.asking.do')}\b", re.IGNORECASE
)
_LOCATIVE = frozenset(lexicon("prepositions.place.at"))
_EMPTY = frozenset(map(stem, lexicon("requests.empty")))
_MARKER = re.compile(r"\s*\[\d+\]")


def standalone(question: Question) -> str:
    """The question in words that stand alone: its own, where they do so already."""
    return _resolved(question.text, _exchanges(question.history))


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A question of the conversation, already standalone, and what was answered."""

    question: str
    answer: str = ""

    def shares(self, stems: set[str]) -> bool:
        return not stems.isdisjoint(content_stems(f"{self.question} {self.answer}"))


def _exchanges(history: Sequence[Turn]) -> list[_Exchange]:
    found: list[_Exchange] = []
    for turn in history:
        if turn.role == "user" and courtesy(turn.content) is None and act_of(turn.content) is None:
            found.append(_Exchange(_resolved(turn.content, found)))
        elif turn.role != "user" and found and not found[-1].answer:
            found[-1] = replace(found[-1], answer=_MARKER.sub("", turn.content))
    return found


def _resolved(text: str, said: Sequence[_Exchange]) -> str:
    if not said:
        return text
    last = said[-1]
    if whole := completed(text, last.question):
        return whole
    placed = _with_place(text, last)
    if placed != text and not _PRONOUN.search(placed):
        return placed
    if not leans_on_the_last(text):
        return text
    own = set(content_stems(text))
    before = next((one for one in reversed(said) if one.shares(own)), None)
    if _refers_back(text):
        return _with_context(placed, last)
    return _with_context(placed, before or last) if before or len(own) < _OWN_SUBJECT else text


def _refers_back(text: str) -> bool:
    """Whether it leans on the very last question: with "it", "there", "and …"."""
    return _points_back(text) or bool(_LEAD.match(text))


def leans_on_the_last(text: str) -> bool:
    """Whether the question cannot be understood without what was said before it."""
    return _points_back(text) or not (names(text) or _says_enough(text))


def _points_back(text: str) -> bool:
    return bool(_open_pronoun(text) or _THERE.search(text) or _THAT_ONE.search(text))


def _open_pronoun(text: str) -> str | None:
    """A pronoun that stands before all it could mean in the question itself, but not in quoted words."""
    text = _QUOTED.sub("", text)
    pronoun = _PRONOUN.search(text)
    before = text[: pronoun.start()] if pronoun else ""
    return (
        pronoun.group() if pronoun and not names_inside(before) and not _ANTECEDENT.search(before) else None
    )


def _says_enough(text: str) -> bool:
    if _KNOWN_ONE.search(text) or _LEAD.match(text):
        return False
    return len(set(content_stems(text))) >= (2 if _ASKS.search(text) else 4)


def _with_place(text: str, last: _Exchange) -> str:
    """ "there" as the place that the last question, or the answer to "where", has after "in" or the like."""
    there = _THERE.search(text)
    asked = without_brackets(last.question)
    place = _place(asked) or (_place(last.answer) if parts_of(asked)[0].kind is AnswerType.PLACE else None)
    return f"{text[: there.start()]}{place}{text[there.end() :]}" if there and place else text


def _place(text: str) -> str | None:
    return next((text[slot.start : slot.end] for slot in slots(text) if slot.preposition in _LOCATIVE), None)


def _with_context(text: str, last: _Exchange) -> str:
    """With what the last question was about, and whom its answer named, in brackets at its end."""
    said = dict.fromkeys([*_phrases(last.question), *_names_in(last.answer)])
    stems = {phrase: set(content_stems(phrase)) for phrase in said}
    known = set(content_stems(text)) | _EMPTY
    new = [
        phrase
        for phrase, own in stems.items()
        if not own <= known and not any(own < other for other in stems.values())
    ]
    if not new:
        return text
    body = text.rstrip(" ?.!…")
    return f"{body} ({', '.join(new)}){text[len(body) :].strip() or '?'}"


def _phrases(text: str) -> list[str]:
    """Runs of words that carry meaning, and names."""
    named = names_inside(text)
    for name in named:
        text = text.replace(name, ";")
    runs: list[str] = []
    end = -1
    for word in words(text):
        if word.is_function:
            continue
        if runs and text[end : word.start] == " ":
            runs[-1] += f" {word.text}"
        else:
            runs.append(word.text)
        end = word.end
    return [*runs, *map(_bare, named)][:_MOST_PHRASES]


def _bare(name: str) -> str:
    return re.sub(r"[’']s$", "", name)


def _names_in(answer: str) -> list[str]:
    first = next((answer[a:b] for a, b in sentence_spans(answer)), "")
    return [_bare(name) for name in names_inside(first) if stem(name) not in _EMPTY][:_MOST_NAMES]


def asks_back(question: Question) -> str | None:
    """What to ask when neither the question nor what was said before it tells what it is about."""
    if question.doc_ids or _exchanges(question.history):
        return None
    asked = set(content_stems(question.text)) - _EMPTY
    if not asked:
        return "What would you like to know? Name the person, place or event you mean."
    pronoun = _open_pronoun(question.text)
    if pronoun and len(asked) <= _VAGUE and not names(question.text):
        return f"What do you mean by “{pronoun}”? Name the person, place or event you ask about."
    return None
