"""Fragments ("And Varn?", "And two years later?", "Why?") put into the question before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.query.acts import act_of
from qa_bot.query.clauses import AUXILIARY, QUESTION_WORD
from qa_bot.query.news_requests import update
from qa_bot.text import NUMBERS, Found, any_of, dates_in, lexicon, names, names_inside, words, years

_COUNTS = {**NUMBERS, "a": 1, "an": 1}
_AND = rf"(?:(?:{any_of('conjunctions.opening', 'talk.second_thoughts')}|then)\b[,.!…\s]*)*"
_LEAD = re.compile(
    rf"{_AND}(?:(?:what|how)\s+about\s+|i\s+(?:meant?|was\s+asking\s+about)\s+)?", re.IGNORECASE
)
_FACT = any_of("pronouns.fact")
_TRAIL = re.compile(r"(?:[\s,]+(?:then|too|as well|instead))?[\s?.!…]*$", re.IGNORECASE)
_YEARS_ON = re.compile(
    r"(?:in\s+)?(?P<count>\w+)\s+(?P<unit>year|decade)s?\s+(?P<way>later|after(?:wards)?|earlier|before)",
    re.IGNORECASE,
)
_NEXT_YEAR = re.compile(
    r"(?:in\s+)?the\s+(?:(?P<on>following|next)|previous|preceding)\s+year|(?:in\s+)?the\s+year\s+(?:(?P<after>after)|before)",
    re.IGNORECASE,
)
_PREPOSITION = any_of("prepositions.common", "prepositions.naming")
_BEFORE_TIME = re.compile(rf"(?:{any_of('prepositions.time')}\s+(?:the\s+)?)?", re.IGNORECASE)
_NAME_FRAGMENT = re.compile(
    rf"(?:(?P<preposition>{_PREPOSITION})\s+)?(?P<article>the\s+)?(?P<name>.+)", re.IGNORECASE
)
_BEFORE_NAME = re.compile(
    rf"(?:\b(?P<preposition>{_PREPOSITION})\s+)?(?:\b(?P<article>the)\s+)?$", re.IGNORECASE
)
_IN_NAMES = frozenset(lexicon("names.inside"))
_JOINS = r"(?:,?\s+(?:and|or)\s+(?:the\s+)?|,\s*|\s*/\s*)"
_BRACKETS = re.compile(r"\s\([^()]*\)\W*$")
_HOW = rf"how(?:\s+{any_of('asked.how')})?"
_ADVERBIAL = re.compile(
    rf"(?:(?:{any_of('prepositions.common', 'prepositions.ends')}\s+)?"
    rf"(?:{any_of('question_words.circumstance')}|whom|{_HOW}"
    rf"|{any_of('question_words.thing')}\s+(?:\w+\s+)?(?:date|day|month|year|place|town|city|country|reason)s?)\s+)?"
    rf"(?={AUXILIARY.pattern})",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b(?:{QUESTION_WORD}\b|{AUXILIARY.pattern})", re.IGNORECASE)
_BARE_WORD = re.compile(
    rf"(?P<asks>(?:since |until |by )when|{any_of('question_words.circumstance')}|{_HOW}"
    rf"|{_PREPOSITION}\s+(?:whom?|what|where|how\s+(?:much|many|long)))"
    rf"(?:\s+exactly)?(?:\s+{any_of('auxiliaries.asking.be', 'auxiliaries.asking.do')}"
    rf"\s+(?:{_FACT}|they)(?:\s+happen)?|\s+so)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Names that stand together, with what leads to them: "of Chad and Niger"."""

    start: int  # of the preposition or article, if any
    end: int
    preposition: str
    has_article: bool


def completed(fragment: str, question: str) -> str | None:
    """The question that the fragment asks after `question`; None if it is no fragment of a known form."""
    lead = _LEAD.match(fragment)
    start = lead.end() if lead else 0
    body = _TRAIL.sub("", fragment[start:]).strip()
    question = _capitalised(re.sub(rf"^{_AND}", "", question.strip(), flags=re.IGNORECASE))
    if act_of(fragment):  # "are you sure?" asks again, and brings nothing of its own
        return question
    return (
        _of_another_subject(body, question, leads=start > 0)
        or _at_another_time(body, question)
        or _with_another_word(body, question)
        or (_with_another_name(body, question) if start or names_inside(body) == [body] else None)
    )


def _of_another_subject(body: str, question: str, *, leads: bool) -> str | None:
    """ "And on the strike?" after "What is the latest on the ferry?": "What is the latest on the strike?"."""
    news, about = update(question), _NAME_FRAGMENT.fullmatch(body)
    if not (news and news.subject and about) or not (leads or about["preposition"]) or _ASKS.search(body):
        return None
    return question.replace(news.subject, f"{about['article'] or ''}{about['name']}")


def _at_another_time(body: str, question: str) -> str | None:
    if shift := _years_on(body):
        known = sorted(years(question))
        return question.replace(str(known[-1]), str(known[-1] + shift)) if known else None
    asked = next(_points(body), None)
    before = _BEFORE_TIME.match(body)
    if not (asked and before and (before.end(), len(body)) == (asked.start, asked.end)):
        return None
    points = list(_points(question))
    if not points:
        return _extended(question, body if before.group() else f"in {body}")
    if len(points) > 1:
        return None
    (replaced,) = points
    point = body[asked.start :]
    if (
        asked.day and replaced.day and not asked.day.year and replaced.day.year
    ):  # a month alone keeps the year
        point = f"{point} {replaced.day.year}"
    return question[: replaced.start] + point + question[replaced.end :]


def _points(text: str) -> Iterator[Found]:
    """The times that the calendar names."""
    return (found for found in dates_in(text) if found.day)


def _years_on(body: str) -> int:
    """By how many years the fragment moves on, negative for back; 0 if it does not."""
    if moved := _NEXT_YEAR.fullmatch(body):
        return 1 if moved["on"] or moved["after"] else -1
    moved = _YEARS_ON.fullmatch(body)
    if not moved:
        return 0
    count = moved["count"].casefold()
    length = int(count) if count.isdecimal() else _COUNTS.get(count, 0)
    length *= 10 if moved["unit"].casefold() == "decade" else 1
    return length if moved["way"].casefold().startswith(("later", "after")) else -length


def _with_another_word(body: str, question: str) -> str | None:
    """ "When?" after "Did they meet?" or "Where did they meet?": "When did they meet?"."""
    asked, replaced = _BARE_WORD.fullmatch(body), _ADVERBIAL.match(question)
    if not asked or not replaced:
        return None
    rest = question[replaced.end() :]
    return f"{_capitalised(asked['asks'])} {rest[:1].lower()}{rest[1:]}"


def _with_another_name(body: str, question: str) -> str | None:
    fragment = _NAME_FRAGMENT.fullmatch(body)
    if not fragment or not _is_name(fragment["name"]):
        return None
    preposition = (fragment["preposition"] or "").casefold()
    asked = without_brackets(question)
    fitting = [slot for slot in slots(asked) or slots(question) if slot.preposition or not preposition]
    if not fitting:
        return _extended(question, body) if preposition else None
    slot = max(fitting, key=lambda slot: _fit(slot, preposition, bool(fragment["article"])))
    possessive = "’s" if question[: slot.end].endswith(("'s", "’s")) else ""
    named = f"{fragment['article'] or ''}{fragment['name']}{possessive}"
    governed = " ".join(filter(None, [preposition or slot.preposition, named]))
    return question[: slot.start] + governed + question[slot.end :]


def _fit(slot: Slot, preposition: str, has_article: bool) -> tuple[bool, bool, int]:
    """How well a name fits into a slot: by its preposition, its article; else the last one."""
    return slot.preposition.casefold() == preposition, slot.has_article == has_article, slot.start


def _is_name(text: str) -> bool:
    """Whether nothing but names stands there, as after a word that opens the sentence."""
    return bool(names_inside(text)) and all(word.may_name or word.lower in _IN_NAMES for word in words(text))


def slots(text: str) -> list[Slot]:
    """In their order; names joined by "and", "or", a comma or a slash share one."""
    found = "|".join(sorted(map(re.escape, names(text)), key=len, reverse=True))
    if not found:
        return []
    together = re.compile(rf"(?<!\w)(?:{found})(?!\w)(?:{_JOINS}(?:{found})(?!\w))*")
    return [_slot(text, *match.span()) for match in together.finditer(text)]


def _slot(question: str, start: int, end: int) -> Slot:
    before = _BEFORE_NAME.search(question[:start])
    assert before  # it matches nothing, too
    return Slot(before.start(), end, before["preposition"] or "", has_article=bool(before["article"]))


def _extended(question: str, words_more: str) -> str:
    asked = without_brackets(question)
    about = question[len(asked) :].strip(" ?.!")
    return " ".join(filter(None, [asked.rstrip(" ?.!"), words_more, about])) + "?"


def without_brackets(question: str) -> str:
    """Without what a follow-up was given of the conversation."""
    return _BRACKETS.sub("", question)


def _capitalised(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
