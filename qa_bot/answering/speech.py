"""A sentence out of a quotation as it can be read alone: its marks closed, who speaks in brackets."""

from __future__ import annotations

import re

from qa_bot.retrieval import Sentence
from qa_bot.text import FUNCTION_WORDS, any_of, names, plain

_CLOSING = {"“": "”", "„": "“", '"': '"'}
# What introduces a quotation; disagreement/reports.py lists what leaves the truth to the speaker.
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
# Between a name and its verb: "Ida Orrin, who saw it, also said"; but "was told" has another subject.
_ASIDE = r"(?:,[^,;.]{1,80},)?"
_ADVERB = rf"(?:(?!(?:{any_of('auxiliaries.asking.be')}|be(?:en|ing)?)\b)\w+\s+)?"
# "A spokesman for Ida Orrin said", "the Orrin Line said": neither is she.
_LEADS_ON = re.compile(rf"\b(?:{'|'.join(FUNCTION_WORDS)})\s+$", re.IGNORECASE)
# Behind a quotation the verb comes first, and nothing that goes on from the name as from a subject.
_SAYS_HE = rf"(?!t(?:old|ells)\b){_SAYS}"
_ENDS = r"(?:$|[.,;:(]|\s(?:who|in|at|on|of|from|during|after|before)\b)"


def quoted(sentence: Sentence, says: str = "") -> str:
    """The sentence, its quotation marks closed; who speaks in brackets where it does not say so itself.

    `says` is who says it, where that is known.
    """
    paragraph, start = _paragraph(sentence)
    before, after = paragraph[:start], paragraph[start + len(sentence.text) :]
    mark = _open_mark(before)
    text = mark + sentence.reading
    if unclosed := _open_mark(text):
        who = _speaker(before, after, unclosed, sentence) if text.startswith(unclosed) else None
        return text + _CLOSING[unclosed] + (f" [{who}]" if who else "")
    # "She" is whom her own paragraph names before, if it has begun, and never somebody of the one above.
    above = plain(before) if before.strip() else _line_before(sentence)
    who = (says or speaker(above)) if _HE_SAID.search(text) else None
    return _HE_SAID.sub(lambda he: f"{he.group()} [{who}]", text, count=1) if who else text


def speaker(text: str) -> str | None:
    """The one person the text names, as the subject of a verb of saying; a name beside it is not enough."""
    people = [name for name in names(text) if len(name.split()) > 1 and not name.isupper()]
    if len(people) != 1:
        return None
    name = re.escape(people[0])
    says = re.search(rf"\b{name}{_ASIDE}\s+{_ADVERB}{_SAYS}", text)
    if says and not _LEADS_ON.search(text[: says.start()]):
        return people[0]
    return people[0] if re.search(rf"[,”\"]\s+{_SAYS_HE}\s+(?:\w+\s+)?{name}\s*{_ENDS}", text) else None


def _open_mark(text: str) -> str:
    """The quotation mark that the text opens and does not close, or nothing."""
    mark = ""
    for at, char in enumerate(text):
        if mark == "„" and char in "“”":
            mark = ""
        elif char in "“„" or (char == '"' and not mark and (at == 0 or text[at - 1] in " \t([—–")):
            mark = char
        elif char in '”"':
            mark = ""
    return mark


def _speaker(before: str, after: str, mark: str, sentence: Sentence) -> str | None:
    """Who is said to speak: behind the quotation, before it, or in the line above."""
    behind = plain(after.partition(_CLOSING[mark])[2])
    above = before.rpartition(mark)[0] or _line_before(sentence)
    return _attributed(behind) or speaker(above)


def _attributed(behind: str) -> str | None:
    """The words for the speaker right behind a quotation, unless a pronoun is all there is."""
    told = _SAID_BY.match(behind) or _WHO_SAYS.match(behind)
    who = told["who"].strip() if told else ""
    return who if who and not _PRONOUN.match(who) and len(who.split()) <= _LONGEST else None


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
