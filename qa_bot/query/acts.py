"""What is asked of the last answer rather than of the articles: less of it, its sources, its proof, more."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum

from qa_bot.query.small_talk import courtesy
from qa_bot.text import any_of
from qa_bot.types import Question


class Act(StrEnum):
    SHORTER = "shorter"
    SOURCES = "sources"
    EVIDENCE = "evidence"
    WHY = "why"
    MORE = "more"
    WRONG = "wrong"


def _optional(pattern: str) -> str:
    return rf"(?:{pattern} )?"


def _optional_after(pattern: str) -> str:
    return rf"(?: {pattern})?"


def _repeated(pattern: str) -> str:
    return rf"(?:{pattern} )*"


# Short forms are written out first, so that "that's" and "thats" are one.
_LONG_FORMS = tuple(
    (re.compile(pattern), whole)
    for pattern, whole in (
        (r"\b(?:can'?t|cannot)\b", "can not"),
        (rf"\b({any_of('auxiliaries.asking')})n'?t\b", r"\1 not"),
        (r"(?<=\w)'s\b|(?<=\b(?:that|what))s\b", " is"),
        (r"(?<=\w)'re\b", " are"),
        (r"(?<=\w)'d\b", " would"),
        (r"(?<=\w)'ve\b", " have"),
        (r"[^\w\s]+", " "),
    )
)
_FACT = any_of("pronouns.fact")
_MANY = _repeated(any_of("talk.emphasis", "acts.degree"))
_THE = _repeated(any_of("articles", "pronouns.own", "pronouns.demonstrative", "acts.any"))
_NAMED = (
    rf"(?:all of )?(?:{_THE}{any_of('acts.answer')}|{any_of('acts.whole')})"  # "the answer", "that claim"
)
_THAT = rf"(?:that|this|{_NAMED})"
_IT = rf"(?:(?:all )?(?:of )?{_FACT}|{_NAMED})"
_SO = rf"(?:so|{_FACT}|{_NAMED})"
_OF_IT = rf"(?: {any_of('acts.behind')} {_IT})?"
_BE, _DO = any_of("auxiliaries.asking.be"), any_of("auxiliaries.asking.do")
_CAN, _DOES = any_of("auxiliaries.asking.request"), any_of("auxiliaries.asking")
_ME = any_of("pronouns.first")
_YOU = rf"(?:{_ME}|{any_of('pronouns.second')})"
_GIVE = (  # "could you give me", "I need", "is there"
    rf"(?:(?:{_CAN} {_YOU}|i {any_of('acts.want')}(?: to)?|let {_ME}|(?:{_DO}|have) you(?: have| got)?"
    rf"|{_BE} there|please|with) )*(?:{any_of('acts.give')} )?(?:{_ME} )?"
)
_KNOWN = rf"(?:{_DO} you know|{_BE} (?:there|known)|{_CAN} you {any_of('acts.give')}(?: {_ME})?)"
_WHICH = any_of("question_words.thing")
_WHAT = _optional(rf"(?:{_WHICH}|who|where) {_BE}")
_COUNT = rf"(?:(?:{any_of('numbers.cardinals', 'acts.few')}|\d+) )"
_ARTICLE, _QUOTE, _SAYS = any_of("acts.source"), any_of("acts.quote"), any_of("acts.says")
_THINK, _SURE = any_of("acts.think"), any_of("acts.sure")
_WRONG, _RIGHT = any_of("acts.wrong"), any_of("acts.right")
_SHORT, _VERSION = any_of("acts.short"), _optional_after(any_of("acts.version"))
_MORE, _DETAILS = any_of("acts.more"), any_of("acts.details")

# By the whole message, without what opens and ends it; the first that fits decides.
_ACTS = tuple(
    (act, re.compile("|".join(patterns)))
    for act, *patterns in (
        (
            Act.SHORTER,
            rf"{_GIVE}(?:{_IT} )?{_THE}{_MANY}{_SHORT}{_VERSION}{_OF_IT}",
            rf"{_GIVE}(?:{_IT} )?(?:down )?(?:{any_of('acts.into')} {_THE}{_MANY}{_COUNT}*|{_MANY}{_COUNT}+)"
            rf"{any_of('acts.unit')}(?: or less)?{_OF_IT}",
            rf"{_GIVE}{_WHAT}{_THE}(?:{_SHORT} )?{any_of('acts.gist')}{_OF_IT}",
            rf"{_GIVE}{any_of('acts.shorten')}(?: {_IT})?(?: up| down)?",
            rf"(?:{_IT} {_BE} )?{_MANY}too {any_of('acts.long')}",
        ),
        (
            Act.SOURCES,
            rf"{_GIVE}{_WHAT}{_THE}{any_of('acts.sources')}{_OF_IT}",
            rf"{_WHICH} (?:{any_of('acts.sources')}|{_ARTICLE}) {_BE} {_IT}(?: {any_of('acts.from')})?",
            rf"(?:{any_of('acts.from')} )?{_WHICH} {_ARTICLE}(?: {_SAYS} {_SO})?",
            rf"where {_BE} {_THAT} (?:taken )?from|where {_DO} {_THAT} {any_of('acts.come')}(?: from)?",
            rf"where (?:{_DO}|have) you {any_of('acts.find')} {_IT}(?: from)?",
            rf"where (?:{_BE}|{_DO}) (?:they|{_FACT}|{_NAMED}) {any_of('acts.stated')}(?: {_SO})?",
            rf"who {_SAYS} (?:so|{_THAT})|{_SAYS} (?:who|where)|according to (?:whom?|what)",
        ),
        (
            Act.EVIDENCE,
            rf"{_GIVE}{_WHAT}{_THE}{_QUOTE}{_OF_IT}(?: that {any_of('acts.proves')} {_SO})?",
            rf"{_WHICH} {_QUOTE} (?:{_DO} you have|{_BE} there){_OF_IT}",
            rf"{_GIVE}{any_of('acts.prove')} {_SO}(?: up)?",
            rf"what (?:exactly )?{_DO} {_THE}{_ARTICLE} (?:actually )?say(?: literally)?",
        ),
        (
            Act.WHY,
            rf"why {_DOES} {_YOU} {_MANY}(?:{_THINK}|{_SURE})(?: {_SO}| (?:of|about) {_IT})?",
            rf"how {_DOES} {_YOU} {_MANY}(?:{_THINK}|{any_of('acts.know')})(?: {_SO})?",
            rf"how {_SURE} {_BE} (?:you|{_SO})(?: (?:of|about) {_IT})?",
            rf"{_BE} you {_MANY}{_SURE}(?: (?:of|about) {_IT})?",
            rf"{any_of('acts.basis')}(?: {_IT}| {_DO} you {_THINK} {_SO})?",
            rf"what makes you {_MANY}(?:{_THINK}|{_SURE})(?: {_SO})?",
            rf"{_GIVE}(?:explain|justify) (?:yourself|{_NAMED})|{_GIVE}justify {_IT}",
            rf"is {_FACT} {_MANY}{any_of('talk.doubt')}",
            rf"{any_of('acts.doubt')}|did {any_of('pronouns.third.subject')} really",
        ),
        (
            Act.MORE,
            rf"{_GIVE}(?:{_IT} )?(?:in )?{_THE}{_MANY}{_optional(_MORE)}{_DETAILS}{_OF_IT}",
            rf"{_GIVE}(?:{_IT} )?{_THE}{_MANY}{_MORE}(?: {any_of('acts.info')})?{_VERSION}{_OF_IT}",
            rf"{_GIVE}{any_of('acts.go')} {any_of('acts.on')}",
            rf"{_GIVE}{any_of('acts.continue')}(?: {_MANY}(?:on )?{_IT})?(?: {_MANY}{_MORE})?",
            rf"{any_of('acts.else')} else(?: {_KNOWN})?{_OF_IT}",
            rf"{_BE} {_FACT} {any_of('acts.all')}",
        ),
        (
            Act.WRONG,
            rf"(?:(?:{_IT}|you) (?:{_BE}|have|got|{any_of('acts.seems')}) (?:{_FACT} )?)?{_THE}{_MANY}"
            rf"(?:{_WRONG}|not {_MANY}{_RIGHT})",
            rf"{any_of('acts.false')} {any_of('acts.answer')}|you made {_THE}{_WRONG}",
            rf"{_IT} {_CAN} not be {_RIGHT}|{_IT} {_DO} not {any_of('acts.seems')} {_RIGHT}",
            rf"i (?:{_DO}|{_CAN}) not {any_of('acts.agree')}(?: {_SO}| with {_IT})?",
            rf"i {any_of('acts.disagree')}(?: (?:with )?{_IT})?",
            rf"{_IT} {_BE} not what i {any_of('acts.meant')}(?: for| to know)?",
            rf"{_IT} {_DO} not answer (?:{_FACT}|{_THE}question)",
        ),
    )
)
_OPENING = re.compile(
    _repeated(
        any_of("conjunctions.opening", "talk.second_thoughts", "talk.fine", "talk.thanks", "acts.opening")
    )
)
_CLOSING = re.compile(rf"(?: {any_of('acts.closing', 'talk.thanks')})*$")


def act_of(text: str) -> Act | None:
    """Which act on the last answer the whole message is.

    Args:
        text: What the reader says, as it was typed.

    Returns:
        The act; None for what has a subject of its own, which is a question.
    """
    said = text.casefold().replace("’", "'")
    for pattern, whole in _LONG_FORMS:
        said = pattern.sub(whole, said)
    said = " ".join(said.split())
    opening, closing = _OPENING.match(f"{said} "), _CLOSING.search(said)
    body = said[opening.end() if opening else 0 : closing.start() if closing else None]
    return next((act for act, pattern in _ACTS for one in (body, said) if pattern.fullmatch(one)), None)


def last_answered(question: Question) -> Question | None:
    """The question that the last answer of the conversation answers.

    Args:
        question: What is said now, with the conversation before it.

    Returns:
        That question as it was asked, with what was said before it, and the answer's id where the
        conversation has one; None where nothing was answered yet.
    """
    asked, found, id = None, None, ""
    is_courtesy = False
    for n, turn in enumerate(question.history):
        if turn.role == "user":
            is_courtesy = courtesy(turn.content) is not None
            if not is_courtesy and act_of(turn.content) is None:
                asked = n
        elif asked is not None and not is_courtesy:
            id = turn.answer or (id if found == asked else "")
            found = asked
    if found is None:
        return None
    return replace(question, text=question.history[found].content, id=id, history=question.history[:found])
