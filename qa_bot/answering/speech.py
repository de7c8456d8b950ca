"""A sentence out of a quotation as it can be read alone: its marks closed, who speaks in brackets."""

from __future__ import annotations

import re

from qa_bot.retrieval import Sentence
from qa_bot.text import any_of, names, plain

_CLOSING = {"“": "”", '"': '"'}
# What introduces a quotation; attribution.py lists what leaves the truth to the speaker.
_SAYS = rf"{any_of('saying.speaking', 'saying.adding', 'saying.quoting')}\b"
_NO_BREAK = r"[^,.;:“”\"]"
# Behind a quotation: "said Ama Boateng, who saw it"; "Boateng, who saw it, told a reporter".
_SAID_BY = re.compile(rf"[\s,—–-]*{_SAYS}\s+(?P<who>{_NO_BREAK}+?)(?=\s*(?:[,.;:“”\"]|$))")
_WHO_SAYS = re.compile(
    rf"[\s,—–-]*+(?P<who>{_NO_BREAK}{{1,200}}?)(?:,[^.;“”\"]{{0,200}},)?\s{{1,9}}+(?:also\s+)?{_SAYS}"
)
_PRONOUN = re.compile(rf"(?:{any_of('pronouns.third.subject')}|who)\b", re.IGNORECASE)
_HE_SAID = re.compile(r"(?<=[”\"] )(?:he|she)\b")
_LONGEST = 12  # words that tell who speaks
_PLACE = re.compile(rf"\b(?:{any_of('prepositions.place')}|of|to)\s+(?:the\s+)?$", re.IGNORECASE)


def quoted(sentence: Sentence) -> str:
    """The sentence, its quotation marks closed; who speaks in brackets where it does not say so itself."""
    paragraph, start = _paragraph(sentence)
    before, after = paragraph[:start], paragraph[start + len(sentence.text) :]
    mark = _open_mark(before)
    text = mark + sentence.reading
    if unclosed := _open_mark(text):
        speaker = _speaker(before, after, unclosed, sentence) if text.startswith(unclosed) else None
        return text + _CLOSING[unclosed] + (f" [{speaker}]" if speaker else "")
    speaker = _told_by(_line_before(sentence)) if _HE_SAID.search(text) else None
    return _HE_SAID.sub(lambda he: f"{he.group()} [{speaker}]", text, count=1) if speaker else text


def person(text: str) -> str | None:
    """The one person the text names, if it names just one who could be: not where something happens."""
    people = [name for name in names(text) if len(name.split()) > 1 and not name.isupper()]
    return people[0] if len(people) == 1 and not _PLACE.search(text[: text.index(people[0])]) else None


def _open_mark(text: str) -> str:
    """The quotation mark that the text opens and does not close, or nothing."""
    mark = ""
    for at, char in enumerate(text):
        if char == "“" or (char == '"' and not mark and (at == 0 or text[at - 1] in " \t([—–")):
            mark = char
        elif char in '”"':
            mark = ""
    return mark


def _speaker(before: str, after: str, mark: str, sentence: Sentence) -> str | None:
    """Who is said to speak: behind the quotation, before it, or in the line above."""
    behind = plain(after.partition(_CLOSING[mark])[2])
    above = before.rpartition(mark)[0] or _line_before(sentence)
    return _attributed(behind) or _told_by(above)


def _attributed(behind: str) -> str | None:
    """The words for the speaker right behind a quotation, unless a pronoun is all there is."""
    told = _SAID_BY.match(behind) or _WHO_SAYS.match(behind)
    who = told["who"].strip() if told else ""
    return who if who and not _PRONOUN.match(who) and len(who.split()) <= _LONGEST else None


def _told_by(text: str) -> str | None:
    """The one person the text names, if that stands beside a verb of saying."""
    named = person(text)
    if not named:
        return None
    beside = rf"{re.escape(named)}(?:,[^,]*,)?\s+(?:\w+\s+)?{_SAYS}|{_SAYS}\s+(?:\w+\s+)?{re.escape(named)}"
    return named if re.search(beside, text) else None


def _paragraph(sentence: Sentence) -> tuple[str, int]:
    """The line the sentence stands in, and where it begins there."""
    text = sentence.passage.article.text
    first = text.rfind("\n", 0, sentence.start) + 1
    last = text.find("\n", sentence.end)
    return text[first : last if last >= 0 else len(text)], sentence.start - first


def _line_before(sentence: Sentence) -> str:
    """The paragraph before the one the sentence stands in: it often names who speaks."""
    text = sentence.passage.article.text
    first = text.rfind("\n", 0, sentence.start)
    lines = text[: max(first, 0)].rstrip().rsplit("\n", 1)
    return plain(lines[-1])
